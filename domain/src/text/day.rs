//! Calendar days as they are written in each language.

use super::Language;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Year, month and day of `2026-12-01`, without zeros in front.
fn parts(iso: &str) -> Option<[&str; 3]> {
    let mut parts = iso.splitn(3, '-').map(|part| part.trim_start_matches('0'));
    Some([parts.next()?, parts.next()?, parts.next()?])
}

fn month_name(month: &str) -> Option<&'static str> {
    MONTHS
        .get(month.parse::<usize>().ok()?.wrapping_sub(1))
        .copied()
}

/// A calendar day (`2026-12-01`) as it is written in a language; anything else as it is.
#[must_use]
pub fn day(language: Language, iso: &str) -> String {
    let written = parts(iso).and_then(|[year, month, day]| match language {
        Language::Chinese | Language::Japanese => Some(format!("{year}年{month}月{day}日")),
        Language::English => Some(format!("{day} {} {year}", month_name(month)?)),
    });
    written.unwrap_or_else(|| iso.to_owned())
}

/// A span of days, both of them in it. What both have in common is written once.
#[must_use]
pub fn days(language: Language, first: &str, last: &str) -> String {
    if first == last {
        return day(language, first);
    }
    let (from, to) = (day(language, first), day(language, last));
    let (Some([year, month, _]), Some([last_year, last_month, last_day])) =
        (parts(first), parts(last))
    else {
        return format!("{from} – {to}");
    };
    let (same_year, same_month) = (year == last_year, month == last_month);
    match language {
        Language::Chinese | Language::Japanese => {
            let between = if language == Language::Chinese {
                "至"
            } else {
                "～"
            };
            match (same_year, same_month) {
                (true, true) => format!("{from}{between}{last_day}日"),
                (true, false) => format!("{from}{between}{last_month}月{last_day}日"),
                (false, _) => format!("{from}{between}{to}"),
            }
        }
        Language::English => {
            let short = from.strip_suffix(year).map(str::trim_end);
            match (same_year, same_month, short) {
                (true, true, Some(short)) => {
                    let day = short.split(' ').next().unwrap_or(short);
                    format!("{day}–{to}")
                }
                (true, false, Some(short)) => format!("{short} – {to}"),
                _ => format!("{from} – {to}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_repeats_neither_month_nor_year() {
        let written = |first, last| Language::ALL.map(|language| days(language, first, last));
        assert_eq!(
            written("2026-02-15", "2026-02-23"),
            [
                "2026年2月15日至23日",
                "2026年2月15日～23日",
                "15–23 February 2026"
            ]
        );
        assert_eq!(
            written("2026-02-28", "2026-03-01"),
            [
                "2026年2月28日至3月1日",
                "2026年2月28日～3月1日",
                "28 February – 1 March 2026"
            ]
        );
        assert_eq!(
            written("2026-12-30", "2027-01-02"),
            [
                "2026年12月30日至2027年1月2日",
                "2026年12月30日～2027年1月2日",
                "30 December 2026 – 2 January 2027"
            ]
        );
        assert_eq!(written("2026-05-01", "2026-05-01")[2], "1 May 2026");
    }

    #[test]
    fn what_is_no_day_stays_as_it_is() {
        for language in Language::ALL {
            assert_eq!(day(language, "yesterday"), "yesterday");
        }
        assert_eq!(day(Language::English, "2026-13-01"), "2026-13-01");
    }
}
