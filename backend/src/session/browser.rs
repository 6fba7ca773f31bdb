//! The name of a browser and its system, as its owner knows them.

use woothee::parser::Parser;

/// `Chrome · Windows`, of what a browser sends as `User-Agent`; only names of a fixed list, so that
/// nothing a client makes up is stored or shown. Empty when it is none of them.
#[must_use]
pub fn name(agent: &str) -> String {
    let Some(found) = Parser::new().parse(agent) else {
        return String::new();
    };
    let system = match found.os {
        "Mac OSX" => "macOS",
        os if os.starts_with("Windows") => "Windows",
        os => os,
    };
    [found.name, system]
        .into_iter()
        .filter(|name| !name.is_empty() && *name != "UNKNOWN")
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        for (agent, named) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/141.0.0.0 Safari/537.36",
                "Chrome · Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/141.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari · macOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Firefox · Linux",
            ),
            ("", ""),
            ("<script>alert(1)</script>", ""),
            ("Chrome\u{202e}", ""),
        ] {
            assert_eq!(name(agent), named, "{agent}");
        }
    }
}
