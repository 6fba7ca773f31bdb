//! Province, city and district of mainland China: the choices of the region fields and the names on
//! printed forms. The table is compiled in and read once.
//!
//! Pure: knows no database, no request and no language; region names are Chinese in every language.
//! Where the table comes from and how it is refreshed: `script/regions`.

use std::sync::LazyLock;

mod address;

pub(crate) use address::SHORT;

#[cfg(test)]
mod tests;

static REGIONS: LazyLock<Regions> = LazyLock::new(|| Regions::parse(include_str!("regions.tsv")));

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    /// ASCII digits: 2 for a province, 4 for a city, 6 for a district, 9 for a street or town that
    /// stands in for a district where a city has none. A place's code starts with its parent's.
    pub code: &'static str,
    /// Simplified Chinese.
    pub name: &'static str,
}

/// How far down the tree a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省、自治区、直辖市.
    Province,
    /// 市、州、盟, and the collective levels of the statistics.
    City,
    /// 区、县、旗, and 街道、镇 where a city has no districts.
    District,
}

impl Level {
    /// The level a code of this length would be on; says nothing about whether it exists.
    fn of(code: &str) -> Option<Self> {
        match code.len() {
            2 => Some(Self::Province),
            4 => Some(Self::City),
            6 | 9 => Some(Self::District),
            _ => None,
        }
    }
}

impl Region {
    /// How far down the tree it is.
    ///
    /// # Panics
    ///
    /// Never for a region of the table.
    #[must_use]
    pub fn level(&self) -> Level {
        Level::of(self.code).expect("the table was read by the same rule")
    }

    /// The code of the place above, `None` for a province.
    #[must_use]
    pub fn parent(&self) -> Option<&'static str> {
        match self.level() {
            Level::Province => None,
            Level::City => Some(&self.code[..2]),
            Level::District => Some(&self.code[..4]),
        }
    }

    /// A level of the statistics rather than a place: nobody writes 市辖区 in an address. By the
    /// numbering of GB/T 2260 it is 01 and 02 below a municipality, and 90 below a province.
    fn is_collective(&self) -> bool {
        self.level() == Level::City
            && (self.code.ends_with("90") || ["11", "12", "31", "50"].contains(&&self.code[..2]))
    }
}

/// The tree of all places.
#[derive(Debug)]
pub struct Regions {
    provinces: Vec<Region>,
    cities: Vec<Region>,
    districts: Vec<Region>,
}

impl Regions {
    /// The compiled table.
    #[must_use]
    pub fn load() -> &'static Self {
        &REGIONS
    }

    /// The places directly below `parent`, or the provinces, in the order of their codes. Empty below
    /// a district and below a code that does not exist.
    #[must_use]
    pub fn children(&self, parent: Option<&str>) -> &[Region] {
        let Some(parent) = parent else {
            return &self.provinces;
        };
        let Some(parent) = self.get(parent) else {
            return &[];
        };
        match parent.level() {
            Level::Province => below(&self.cities, parent.code),
            Level::City => below(&self.districts, parent.code),
            Level::District => &[],
        }
    }

    /// The place with this code. Any text may be asked for.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<Region> {
        let level = match Level::of(code)? {
            Level::Province => &self.provinces,
            Level::City => &self.cities,
            Level::District => &self.districts,
        };
        let index = level
            .binary_search_by(|region| region.code.cmp(code))
            .ok()?;
        Some(level[index])
    }

    /// The way down to the place as people write it, `河南省 郑州市 金水区`. Collective levels on the way
    /// are left out: `北京市 东城区`, `河南省 济源市`. Empty for a code that does not exist.
    #[must_use]
    pub fn path_name(&self, code: &str) -> String {
        let Some(place) = self.get(code) else {
            return String::new();
        };
        let mut names = vec![place.name];
        let mut above = place.parent().and_then(|parent| self.get(parent));
        while let Some(region) = above {
            if !region.is_collective() {
                names.push(region.name);
            }
            above = region.parent().and_then(|parent| self.get(parent));
        }
        names.reverse();
        names.join(" ")
    }

    /// Reads `code<TAB>name` lines sorted by code; `#` starts a comment.
    fn parse(table: &'static str) -> Self {
        let (mut provinces, mut cities, mut districts) = (Vec::new(), Vec::new(), Vec::new());
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (code, name) = line
                .split_once('\t')
                .expect("script/regions writes two columns");
            let level = match Level::of(code)
                .expect("script/regions writes codes of 2, 4, 6 or 9 digits")
            {
                Level::Province => &mut provinces,
                Level::City => &mut cities,
                Level::District => &mut districts,
            };
            level.push(Region { code, name });
        }
        Self {
            provinces,
            cities,
            districts,
        }
    }
}

/// The part of a sorted level whose codes start with `prefix`.
fn below<'a>(level: &'a [Region], prefix: &str) -> &'a [Region] {
    let start = level.partition_point(|region| region.code < prefix);
    let length = level[start..].partition_point(|region| region.code.starts_with(prefix));
    &level[start..start + length]
}
