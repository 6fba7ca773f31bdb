//! Which place an address or an official number speaks of.

use super::{Region, Regions};

/// Provinces whose short names are not their names without the last character, by their codes.
pub(crate) const SHORT: [(&str, &str); 5] = [
    ("15", "内蒙古"),
    ("45", "广西"),
    ("54", "西藏"),
    ("64", "宁夏"),
    ("65", "新疆"),
];

impl Regions {
    /// The way down to the place an address begins with, as far as it can be followed: codes of the
    /// province, the city and the district. Empty when it begins with none.
    #[must_use]
    pub fn of_address(&self, address: &str) -> Vec<&'static str> {
        let address: String = address.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(province) = longest(&address, self.children(None)) {
            let mut way = vec![province.code];
            way.extend(self.below_province(province, &address[province.name.len()..]));
            return way;
        }
        // A short name may begin the name of a street as well: it counts before a place within it.
        for province in self.children(None) {
            let own = SHORT.iter().find(|(code, _)| *code == province.code);
            let short = own.map_or_else(|| but_last(province.name), |(_, short)| *short);
            if let Some(rest) = address.strip_prefix(short) {
                let below = self.below_province(*province, rest);
                if !below.is_empty() {
                    return [&[province.code][..], &below].concat();
                }
            }
        }
        let mut cities = self
            .cities
            .iter()
            .filter(|city| !city.is_collective() && address.starts_with(city.name));
        match (cities.next(), cities.next()) {
            (Some(city), None) => {
                let mut way: Vec<_> = city.parent().into_iter().chain([city.code]).collect();
                let districts = self.children(Some(city.code));
                way.extend(longest(&address[city.name.len()..], districts).map(|place| place.code));
                way
            }
            _ => Vec::new(),
        }
    }

    /// Codes of the city and the district at the beginning of what follows a province.
    fn below_province(&self, province: Region, rest: &str) -> Vec<&'static str> {
        let cities = self.children(Some(province.code));
        let named = cities.iter().filter(|city| !city.is_collective());
        if let Some(city) = longest(rest, named) {
            let districts = self.children(Some(city.code));
            let district = longest(&rest[city.name.len()..], districts);
            return [city.code]
                .into_iter()
                .chain(district.map(|place| place.code))
                .collect();
        }
        // A district may be named right after its province, where only one has this name.
        let districts = || {
            cities
                .iter()
                .flat_map(|city| self.children(Some(city.code)))
        };
        match longest(rest, districts()) {
            Some(district)
                if districts()
                    .filter(|other| other.name == district.name)
                    .count()
                    == 1 =>
            {
                district
                    .parent()
                    .into_iter()
                    .chain([district.code])
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same for the six digits of a district as they stand in official numbers. Districts that
    /// were dissolved since lead to their city, or to their province.
    #[must_use]
    pub fn of_number(&self, digits: &str) -> Vec<&'static str> {
        let known = |length| self.get(digits.get(..length)?);
        [2, 4, 6]
            .into_iter()
            .map_while(known)
            .map(|place| place.code)
            .collect()
    }
}

/// The place with the longest name that a text begins with.
fn longest<'a>(text: &str, places: impl IntoIterator<Item = &'a Region>) -> Option<Region> {
    let begins = places
        .into_iter()
        .filter(|place| text.starts_with(place.name));
    begins.max_by_key(|place| place.name.len()).copied()
}

fn but_last(name: &str) -> &str {
    name.char_indices()
        .last()
        .map_or(name, |(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        Regions::load().of_address(address).join(" ")
    }

    #[test]
    fn an_address_leads_to_its_district() {
        for (address, way) in [
            ("河南省郑州市金水区花园路1号", "41 4101 410105"),
            ("河南省 郑州市 金水区", "41 4101 410105"),
            ("河南省中牟县李家营村5组", "41 4101 410122"),
            ("河南省济源市沁园路", "41 4190 419001"),
            ("河南郑州市金水区花园路1号", "41 4101 410105"),
            ("北京市朝阳区文化路1号", "11 1101 110105"),
            ("上海市浦东新区世纪大道", "31 3101 310115"),
            ("广西南宁市青秀区", "45 4501 450103"),
            ("郑州市金水区花园路1号", "41 4101 410105"),
            ("广东省东莞市石碣镇", "44 4419 441900101"),
            ("河南省郑州市", "41 4101"),
            ("河南省幸福路7号", "41"),
        ] {
            assert_eq!(of(address), way, "{address}");
        }
    }

    #[test]
    fn what_begins_with_no_place_leads_nowhere() {
        for address in ["", "幸福路7号", "河南路12号", "鼓楼区1号", "Zhengzhou"] {
            assert_eq!(of(address), "", "{address}");
        }
    }

    #[test]
    fn a_number_leads_as_far_as_its_district_is_known() {
        let of = |digits: &str| Regions::load().of_number(digits).join(" ");
        assert_eq!(of("410105"), "41 4101 410105");
        assert_eq!(of("410100"), "41 4101");
        assert_eq!(of("419999"), "41");
        assert_eq!(of("100000"), "");
        assert_eq!(of("41"), "41");
        assert_eq!(of("省省"), "");
    }
}
