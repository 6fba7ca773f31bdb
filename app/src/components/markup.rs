//! HTML that is written as a text: for long lists that never change in the browser. What a view adds
//! for the browser to find its way would be most of them.

use std::fmt::Write as _;

/// HTML in the making.
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// Tags, as they are.
    pub fn tags(&mut self, tags: &'static str) -> &mut Self {
        self.0.push_str(tags);
        self
    }

    /// An attribute of the tag that is open. Quotes stand only where they must.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:?&;%~".contains(&byte);
        let value = escaped(value);
        // Writing to a text cannot fail.
        let _ = match value.as_str() {
            "" => write!(self.0, " {name}"),
            _ if value.bytes().all(is_plain) && !value.ends_with('/') => {
                write!(self.0, " {name}={value}")
            }
            _ => write!(self.0, " {name}=\"{value}\""),
        };
        self
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escaped(text));
        self
    }

    /// All of it.
    #[must_use]
    pub fn finished(self) -> String {
        self.0
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_wrote_becomes_markup() {
        let mut html = Markup::default();
        html.tags("<p")
            .attribute("title", "\"><script>")
            .attribute("data-mark", "")
            .attribute("href", "/a?b=1&c=%20")
            .tags(">")
            .text("<b>&amp;</b> 王")
            .tags("</p>");
        assert_eq!(
            html.finished(),
            "<p title=&quot;&gt;&lt;script&gt; data-mark href=\"/a?b=1&amp;c=%20\">\
             &lt;b&gt;&amp;amp;&lt;/b&gt; 王</p>"
        );
        let mut html = Markup::default();
        html.tags("<i").attribute("title", "a b='c'").tags(">");
        assert_eq!(html.finished(), "<i title=\"a b='c'\">");
    }
}
