//! HTML that is written as a text: for long lists that never change in the browser, and for parts the
//! browser attends to (`live/attended.rs`). What a view adds for the browser to find its way, and the
//! code each element of a view is, would be most of them.

/// HTML in the making.
#[derive(Debug, Default)]
pub struct Markup {
    html: String,
    /// Quotes stand only where they must: where a page is mostly this.
    is_terse: bool,
}

impl Markup {
    /// One without the quotes around attributes that need none.
    #[must_use]
    pub fn terse() -> Self {
        Self {
            html: String::new(),
            is_terse: true,
        }
    }

    /// Tags, as they are.
    pub fn tags(&mut self, tags: &'static str) -> &mut Self {
        self.html.push_str(tags);
        self
    }

    /// An attribute of the tag that is open.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:?&;%~".contains(&byte);
        self.html.push(' ');
        self.html.push_str(name);
        if value.is_empty() {
            return self;
        }
        let is_plain = self.is_terse && value.bytes().all(is_plain) && !value.ends_with('/');
        self.html.push_str(if is_plain { "=" } else { "=\"" });
        self.text(value);
        if !is_plain {
            self.html.push('"');
        }
        self
    }

    /// An attribute that is there or not.
    pub fn maybe(&mut self, name: &'static str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// An attribute that says something by being there.
    pub fn flag(&mut self, name: &'static str, is_set: bool) -> &mut Self {
        self.maybe(name, is_set.then_some(""))
    }

    /// An attribute that says `true` or `false`.
    pub fn truth(&mut self, name: &'static str, is_true: bool) -> &mut Self {
        self.attribute(name, if is_true { "true" } else { "false" })
    }

    /// The classes of the tag that is open: those it always has, and some it has now and then.
    pub fn classes<const N: usize>(
        &mut self,
        always: &'static str,
        others: [(&'static str, bool); N],
    ) -> &mut Self {
        self.tags(" class=\"").tags(always);
        for (class, _) in others.into_iter().filter(|(_, has)| *has) {
            self.tags(" ").tags(class);
        }
        self.tags("\"")
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let sign = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => continue,
            };
            self.html.push_str(&text[from..at]);
            self.html.push_str(sign);
            from = at + 1;
        }
        self.html.push_str(&text[from..]);
        self
    }

    /// What stands in a textarea.
    pub fn lines(&mut self, text: &str) -> &mut Self {
        // The first line break after the tag does not count.
        if text.starts_with('\n') {
            self.html.push('\n');
        }
        self.text(text)
    }

    /// All of it.
    #[must_use]
    pub fn finished(self) -> String {
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_wrote_becomes_markup() {
        let mut html = Markup::terse();
        html.tags("<p")
            .attribute("title", "\"><script>")
            .attribute("data-mark", "")
            .attribute("href", "/a?b=1&c=%20")
            .tags(">")
            .text("<b>&amp;</b> 王")
            .tags("</p>");
        assert_eq!(
            html.finished(),
            "<p title=\"&quot;&gt;&lt;script&gt;\" data-mark href=\"/a?b=1&amp;c=%20\">\
             &lt;b&gt;&amp;amp;&lt;/b&gt; 王</p>"
        );
        let mut html = Markup::default();
        html.tags("<i").attribute("title", "a b='c'").tags(">");
        assert_eq!(html.finished(), "<i title=\"a b='c'\">");
    }

    #[test]
    fn an_attribute_is_there_or_not() {
        let mut html = Markup::default();
        html.tags("<input")
            .maybe("value", Some("王"))
            .maybe("list", None)
            .flag("disabled", false)
            .flag("required", true)
            .truth("aria-invalid", false)
            .classes("a", [("b", true), ("c", false)])
            .tags("><textarea>")
            .lines("\n</textarea>");
        assert_eq!(
            html.finished(),
            "<input value=\"王\" required aria-invalid=\"false\" class=\"a b\"><textarea>\n\n&lt;/textarea&gt;"
        );
    }
}
