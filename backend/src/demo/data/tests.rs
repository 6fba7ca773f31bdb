//! The fictional offices and people fit the rules real ones must fit.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{HOLIDAYS_CN, INDUSTRIES, OFFICES, REGISTRATION_NOTICE, WORKING_WEEKENDS_CN};
use crate::region::{Level, Regions};

fn days_off() -> Vec<NaiveDate> {
    HOLIDAYS_CN
        .iter()
        .flat_map(super::HolidayPeriod::days)
        .collect()
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[test]
fn offices_stand_in_four_cities_of_henan_and_in_two_other_provinces() {
    let cities: HashSet<_> = OFFICES.iter().map(|office| office.city).collect();
    let provinces: HashSet<_> = cities.iter().map(|city| &city[..2]).collect();
    assert!(OFFICES.len() >= 6);
    assert!(cities.iter().filter(|city| city.starts_with("41")).count() >= 4);
    assert_eq!(provinces.len(), 3);
}

#[test]
fn an_office_has_a_slug_of_its_own_and_the_address_names_its_city() {
    let ids: HashSet<_> = OFFICES.iter().map(|office| office.id).collect();
    assert_eq!(ids.len(), OFFICES.len());
    for office in OFFICES {
        assert!(
            office
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        );
        let city = Regions::load().get(office.city).expect("the city exists");
        assert_eq!(city.level(), Level::City);
        let path = Regions::load().path_name(office.city).replace(' ', "");
        assert!(office.address.starts_with(&path), "{}", office.id);
        assert_eq!(office.postcode.len(), 6);
    }
}

#[test]
fn no_office_has_a_number_that_could_be_somebodys() {
    let mut numbers = HashSet::new();
    for office in OFFICES {
        for number in [office.phone, office.fax] {
            let (area, subscriber) = number.split_once('-').expect("area code and number");
            assert!(area.starts_with('0') && area.len() == 4, "{number}");
            assert!(
                subscriber.starts_with('0') && subscriber.len() == 8,
                "{number}"
            );
            assert!(numbers.insert(number), "{number}");
        }
    }
}

#[test]
fn every_name_exists_in_three_languages() {
    let names = OFFICES
        .iter()
        .map(|office| office.name)
        .chain(INDUSTRIES.iter().map(|industry| industry.name))
        .chain(HOLIDAYS_CN.iter().map(|holiday| holiday.name))
        .chain([REGISTRATION_NOTICE.title, REGISTRATION_NOTICE.body]);
    for name in names {
        for (language, text) in name.tagged() {
            assert!(!text.trim().is_empty(), "{name:?} in {language}");
        }
    }
}

#[test]
fn industries_are_the_sections_a_to_t() {
    let codes: String = INDUSTRIES.iter().map(|industry| industry.code).collect();
    assert_eq!(codes, "ABCDEFGHIJKLMNOPQRST");
}

#[test]
fn the_year_2026_has_33_days_off_and_six_working_weekend_days() {
    assert_eq!(
        days_off().iter().filter(|day| day.year() == 2026).count(),
        33
    );
    assert_eq!(WORKING_WEEKENDS_CN.len(), 6);
}

#[test]
fn a_working_weekend_day_is_a_weekend_day_outside_every_holiday() {
    let days_off = days_off();
    for day in WORKING_WEEKENDS_CN {
        assert!(is_weekend(*day) && !days_off.contains(day), "{day}");
    }
}

#[test]
fn holidays_follow_each_other_without_overlap() {
    assert!(
        HOLIDAYS_CN
            .iter()
            .all(|holiday| holiday.first <= holiday.last)
    );
    assert!(days_off().is_sorted_by(|a, b| a < b));
}

#[test]
fn no_day_is_made_up_for_a_year_without_a_notice() {
    let announced = |day: &NaiveDate| day.year() == 2026;
    assert!(days_off().iter().all(announced));
    assert!(WORKING_WEEKENDS_CN.iter().all(announced));
}

#[test]
fn the_days_of_the_example_settings_are_of_the_notice() {
    let example = include_str!("../../../../docs/platform.example.toml");
    let tables = example
        .split("[[")
        .filter_map(|table| table.strip_prefix("holiday]]"));
    let mut seen = 0;
    for table in tables {
        let day = table.split('"').nth(1).expect("a day");
        let day: NaiveDate = day.parse().expect("a day of the calendar");
        let is_known = match table.contains("working = true") {
            true => WORKING_WEEKENDS_CN.contains(&day),
            false => days_off().contains(&day),
        };
        assert!(is_known, "{day}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn the_notice_has_the_same_twelve_numbered_paragraphs_in_each_language() {
    for (language, body) in REGISTRATION_NOTICE.body.tagged() {
        let paragraphs: Vec<_> = body.trim_end().split("\n\n").collect();
        assert_eq!(paragraphs.len(), 12, "{language}");
        for (index, paragraph) in paragraphs.iter().enumerate() {
            assert!(!paragraph.contains('\n'), "{language} {index}");
            if language != "zh-CN" {
                assert!(
                    paragraph.starts_with(&format!("{}. ", index + 1)),
                    "{language} {index}"
                );
            }
        }
    }
}
