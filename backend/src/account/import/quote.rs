//! Quotation marks that enclose nothing. A reader of comma-separated values goes on after one as best
//! it can, which may take all the lines that follow for one text; so it is looked for before.

/// The line of the first quotation mark that is not one of the two around a whole field, nor one
/// of two in a row inside such a field (RFC 4180, section 2); `None`: all are.
pub(super) fn stray(file: &[u8]) -> Option<u64> {
    let (mut at, mut line) = (At::Begin, 1);
    for byte in file {
        at = match (at, byte) {
            (At::Begin, b'"') => At::Inside(line),
            (At::Plain, b'"') => return Some(line),
            (At::Inside(begun), b'"') => At::Behind(begun),
            (At::Behind(begun), b'"') => At::Inside(begun),
            (At::Inside(begun), _) => At::Inside(begun),
            (At::Begin | At::Plain | At::Behind(_), b',' | b'\r' | b'\n') => At::Begin,
            (At::Behind(begun), _) => return Some(begun),
            (At::Begin | At::Plain, _) => At::Plain,
        };
        line += u64::from(*byte == b'\n');
    }
    match at {
        At::Inside(begun) => Some(begun),
        _ => None,
    }
}

/// Where a reader is; of a field in quotation marks, on which line it began.
#[derive(Clone, Copy)]
enum At {
    /// At the begin of a field.
    Begin,
    /// In a field without quotation marks.
    Plain,
    /// Between quotation marks.
    Inside(u64),
    /// Behind the second one.
    Behind(u64),
}

#[cfg(test)]
mod tests {
    use super::stray;

    #[test]
    fn whole_fields_in_quotation_marks_are_right() {
        for file in [
            "",
            "a,b\n1,2\n",
            "a,b\n\"1\",\"2\"\n",
            "a,b\r\n\"1, 2\",\"say \"\"yes\"\"\"\r\n",
            "\"a\",b\n\"two\nlines\",2",
            "a,b\n\"\",\"\"\"\"",
        ] {
            assert_eq!(stray(file.as_bytes()), None, "{file}");
        }
    }

    #[test]
    fn the_line_of_a_stray_one_is_told() {
        for (file, line) in [
            ("a,b\n1,\"2\n3,4\n5,6\n", 2),
            ("a,b\n1,2\n3,4\"\n5,6\n", 3),
            ("a,b\n1,2\n\"3\"x,4\n", 3),
            ("a,b\r\n1,2\r\n3,5\"\r\n", 3),
            // It swallows a line and ends at the next quotation mark.
            ("a,b\n1,\"2\n3,\"4\"\n5,6\n", 2),
            ("a,\"b\n", 1),
            ("a,b\n1,\"", 2),
        ] {
            assert_eq!(stray(file.as_bytes()), Some(line), "{file}");
        }
    }
}
