//! The table of regions: levels, names, and codes that are none.

use std::collections::HashSet;

use super::{Level, Region, Regions};

fn names(regions: &[Region]) -> Vec<&str> {
    regions.iter().map(|region| region.name).collect()
}

fn everything() -> Vec<Region> {
    let regions = Regions::load();
    [&regions.provinces, &regions.cities, &regions.districts]
        .into_iter()
        .flatten()
        .copied()
        .collect()
}

#[test]
fn mainland_china_has_31_provinces_from_beijing_to_xinjiang() {
    let provinces = Regions::load().children(None);
    assert_eq!(provinces.len(), 31);
    assert_eq!(provinces[0].name, "北京市");
    assert_eq!(provinces[30].name, "新疆维吾尔自治区");
}

#[test]
fn the_table_has_about_3400_places() {
    assert!((3_300..3_600).contains(&everything().len()));
}

#[test]
fn every_province_has_a_city_and_every_city_a_district() {
    let regions = Regions::load();
    for province in regions.children(None) {
        let cities = regions.children(Some(province.code));
        assert!(!cities.is_empty(), "{province:?}");
        for city in cities {
            assert!(!regions.children(Some(city.code)).is_empty(), "{city:?}");
        }
    }
}

#[test]
fn walking_down_from_the_provinces_meets_every_place_once() {
    let regions = Regions::load();
    let mut met = Vec::new();
    for province in regions.children(None) {
        met.push(*province);
        for city in regions.children(Some(province.code)) {
            met.push(*city);
            met.extend(regions.children(Some(city.code)));
        }
    }
    let all = everything();
    assert_eq!(met.len(), all.len());
    assert_eq!(
        met.iter().collect::<HashSet<_>>(),
        all.iter().collect::<HashSet<_>>()
    );
}

#[test]
fn a_code_starts_with_the_code_of_the_place_above() {
    for region in everything() {
        assert!(
            region.code.bytes().all(|byte| byte.is_ascii_digit()),
            "{region:?}"
        );
        let Some(parent) = region.parent() else {
            assert_eq!(region.level(), Level::Province);
            continue;
        };
        let parent = Regions::load().get(parent).expect("the place above exists");
        assert!(region.code.starts_with(parent.code));
        assert!(parent.level() < region.level());
        assert!(
            Regions::load()
                .children(Some(parent.code))
                .contains(&region)
        );
    }
}

#[test]
fn every_code_is_unique_sorted_and_found_again() {
    let regions = Regions::load();
    for level in [&regions.provinces, &regions.cities, &regions.districts] {
        assert!(level.is_sorted_by(|a, b| a.code < b.code));
        for region in level {
            assert_eq!(regions.get(region.code), Some(*region));
        }
    }
}

#[test]
fn no_name_is_empty_or_has_spaces_and_siblings_differ() {
    let regions = Regions::load();
    for region in everything() {
        assert!(
            !region.name.is_empty() && !region.name.contains(char::is_whitespace),
            "{region:?}"
        );
        let children = names(regions.children(Some(region.code)));
        assert_eq!(
            children.iter().collect::<HashSet<_>>().len(),
            children.len(),
            "{region:?}"
        );
    }
}

#[test]
fn well_known_places_have_their_full_names() {
    for (code, path) in [
        ("41", "河南省"),
        ("4101", "河南省 郑州市"),
        ("410105", "河南省 郑州市 金水区"),
        ("440305", "广东省 深圳市 南山区"),
        ("360102", "江西省 南昌市 东湖区"),
        ("330106", "浙江省 杭州市 西湖区"),
        ("652823", "新疆维吾尔自治区 巴音郭楞蒙古自治州 尉犁县"),
    ] {
        assert_eq!(Regions::load().path_name(code), path);
    }
}

#[test]
fn collective_levels_are_left_out_of_path_names() {
    for (code, path) in [
        ("110101", "北京市 东城区"),
        ("310115", "上海市 浦东新区"),
        ("500103", "重庆市 渝中区"),
        ("500235", "重庆市 云阳县"),
        ("419001", "河南省 济源市"),
        ("429004", "湖北省 仙桃市"),
        ("469002", "海南省 琼海市"),
        ("659001", "新疆维吾尔自治区 石河子市"),
    ] {
        assert_eq!(Regions::load().path_name(code), path);
    }
}

#[test]
fn a_collective_level_names_places_people_recognise() {
    let regions = Regions::load();
    for city in regions
        .children(None)
        .iter()
        .flat_map(|p| regions.children(Some(p.code)))
    {
        assert_ne!(city.name, "市辖区");
        assert_ne!(city.name, "县");
        if city.code.ends_with("90") {
            let first = regions.children(Some(city.code))[0].name;
            assert!(city.name.contains(first), "{city:?}");
        }
    }
}

#[test]
fn a_city_without_districts_offers_its_streets_and_towns() {
    let regions = Regions::load();
    for (city, town) in [
        ("4419", "虎门镇"),
        ("4420", "小榄镇"),
        ("4604", "那大镇"),
        ("6202", "雄关街道"),
    ] {
        let towns = regions.children(Some(city));
        assert!(towns.len() >= 5);
        assert!(names(towns).contains(&town), "{city}");
    }
    assert_eq!(regions.path_name("441900121"), "广东省 东莞市 虎门镇");
}

#[test]
fn codes_that_do_not_exist_have_no_name_and_nothing_below() {
    let regions = Regions::load();
    for code in [
        "", "0", "4", "00", "99", "410", "9999", "41010", "000000", "41010x", "省", "京市", "４１",
    ] {
        assert_eq!(regions.get(code), None, "{code}");
        assert!(regions.children(Some(code)).is_empty(), "{code}");
        assert_eq!(regions.path_name(code), "", "{code}");
    }
    assert!(regions.children(Some("410105")).is_empty());
}
