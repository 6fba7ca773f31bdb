//! Mends place names at the start of an address that were read one character wrong. Many a place
//! is written with a character the program does not know (鄢陵, 漯河), but there are few places.

use crate::region::{Region, Regions, SHORT};

/// The address with province, city and district spelt as in the table, where exactly one name is
/// close to what was read. Anything else stays as it is.
pub(super) fn mended(address: &str) -> String {
    let regions = Regions::load();
    let text: Vec<char> = address.chars().collect();
    let Some((province, mut done)) = province(&text) else {
        return address.to_owned();
    };
    let mut parent = province;
    // A city may be left out, a county named straight after its province.
    for _ in 0..2 {
        let rest = &text[done.chars().count()..];
        let children = regions.children(Some(parent));
        let grandchildren = children
            .iter()
            .flat_map(|child| regions.children(Some(child.code)));
        let Some(place) = nearest(rest, children.iter().chain(grandchildren).copied()) else {
            break;
        };
        done.push_str(place.name);
        parent = place.code;
    }
    let rest = text.iter().skip(done.chars().count());
    done.clone() + &rest.collect::<String>()
}

/// Whether the address begins with a province.
pub(super) fn begins(address: &str) -> bool {
    province(&address.chars().collect::<Vec<_>>()).is_some()
}

/// Code and spelling of the province `text` begins with.
fn province(text: &[char]) -> Option<(&'static str, String)> {
    let named = nearest(text, Regions::load().children(None).iter().copied())
        .map(|place| (place.code, place.name));
    let short = || {
        SHORT.iter().copied().find(|(_, name)| {
            text.iter()
                .copied()
                .take(name.chars().count())
                .eq(name.chars())
        })
    };
    named
        .or_else(short)
        .map(|(code, name)| (code, name.to_owned()))
}

/// The place `text` starts with, or else the only one it starts with but for one character (not
/// the last, which says what kind of place it is).
fn nearest<I: Iterator<Item = Region>>(text: &[char], places: I) -> Option<Region> {
    let mut close: Option<Region> = None;
    let mut ambiguous = false;
    for place in places {
        let name: Vec<char> = place.name.chars().collect();
        if name.len() > text.len() {
            continue;
        }
        let wrong = name.iter().zip(text).filter(|(a, b)| a != b).count();
        if wrong == 0 {
            return Some(place);
        }
        if wrong == 1 && name.len() >= 3 && name.last() == text.get(name.len() - 1) {
            ambiguous = close.is_some_and(|other| other.name != place.name);
            close = close.or(Some(place));
            if ambiguous {
                break;
            }
        }
    }
    close.filter(|_| !ambiguous)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_read_one_character_wrong_is_mended() {
        assert_eq!(mended("河南省中件县李家营村5组"), "河南省中牟县李家营村5组");
        assert_eq!(
            mended("河南省许昌市郑陵县柏梁镇1号"),
            "河南省许昌市鄢陵县柏梁镇1号"
        );
        assert_eq!(mended("北京市朝阳区文化路1号"), "北京市朝阳区文化路1号");
    }

    #[test]
    fn short_names_of_provinces_count() {
        assert!(
            begins("广西南宁市青秀区") && begins("河南省") && !begins("幸福路7号") && !begins("")
        );
    }

    #[test]
    fn what_is_no_place_stays_as_it_was_read() {
        assert_eq!(mended("天津市和平街12号"), "天津市和平街12号");
        assert_eq!(mended("幸福路7号"), "幸福路7号");
        assert_eq!(mended(""), "");
    }
}
