//! Normal forms and categories of Unicode. It must not know what a text is for.
//!
//! A browser has these tables built in; sending it a second copy would cost a quarter of what the
//! wizard may weigh. Normal forms of assigned characters never change between versions of Unicode
//! (UAX #15, "Stability"), so both sides agree. See `docs/decisions/0005-what-a-browser-loads.md`.

#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;

    pub fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    pub fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }

    pub fn is_mark(c: char) -> bool {
        is_combining_mark(c)
    }
}

#[cfg(target_arch = "wasm32")]
mod tables {
    use js_sys::{JsString, RegExp};

    pub fn nfc(text: &str) -> String {
        normal(text, "NFC")
    }

    pub fn nfkc(text: &str) -> String {
        normal(text, "NFKC")
    }

    pub fn is_mark(c: char) -> bool {
        RegExp::new(r"^\p{M}$", "u").test(c.encode_utf8(&mut [0; 4]))
    }

    fn normal(text: &str, form: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        JsString::from(text).normalize(form).into()
    }
}

/// Canonical composition (UAX #15, NFC).
pub(super) fn nfc(text: &str) -> String {
    tables::nfc(text)
}

/// Compatibility composition (UAX #15, NFKC).
pub(super) fn nfkc(text: &str) -> String {
    tables::nfkc(text)
}

/// Whether the character is a mark on the one before it (general category M).
pub(super) fn is_mark(c: char) -> bool {
    tables::is_mark(c)
}
