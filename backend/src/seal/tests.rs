//! What a sealed value gives away, and to whom.

use std::sync::{Arc, Mutex};

use super::*;
use crate::ids::RandomIds;

const NUMBER: Column = crate::application::column::SUBJECT_IDENTITY;

fn keys(lines: &[&str]) -> Keyring {
    Keyring::parse(&lines.concat(), Arc::new(RandomIds)).unwrap()
}

#[test]
fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
    let keys = Keyring::fleeting(Arc::new(RandomIds));
    let sealed = NUMBER.seal(&keys, 7, &"11010519491231002X".to_owned());
    assert_eq!(sealed.open(&keys, NUMBER, 7).unwrap(), "11010519491231002X");
    let moved = Unopened::Broken("application.subject_identity/8".to_owned());
    assert_eq!(sealed.open(&keys, NUMBER, 8), Err(moved));
    let other = Column {
        name: "profile",
        ..NUMBER
    };
    assert!(sealed.open(&keys, other, 7).is_err());
    let stranger = Keyring::fleeting(Arc::new(RandomIds));
    let no_key = Unopened::NoKey("application.subject_identity/7".to_owned());
    assert_eq!(sealed.open(&stranger, NUMBER, 7), Err(no_key));
}

#[test]
fn a_picture_does_not_open_as_a_column() {
    let keys = Keyring::fleeting(Arc::new(RandomIds));
    let sealed = keys.seal(Purpose::Pictures, "a", b"bytes");
    assert!(keys.open(Purpose::Columns, "a", &sealed).is_err());
    assert_eq!(
        keys.open(Purpose::Pictures, "a", &sealed).unwrap(),
        b"bytes"
    );
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let keys = Keyring::fleeting(Arc::new(RandomIds));
    let sealed = keys.seal(Purpose::Columns, "a", b"secret");
    for byte in 1..sealed.len() {
        let mut bent = sealed.clone();
        bent[byte] ^= 1;
        assert!(keys.open(Purpose::Columns, "a", &bent).is_err(), "{byte}");
        assert!(
            keys.open(Purpose::Columns, "a", &sealed[..byte]).is_err(),
            "cut at {byte}"
        );
    }
}

#[test]
fn the_same_value_looks_different_each_time_and_shows_nothing_of_itself() {
    let keys = Keyring::fleeting(Arc::new(RandomIds));
    let (first, second) = (
        keys.seal(Purpose::Columns, "a", b"11010519491231002X"),
        keys.seal(Purpose::Columns, "a", b"11010519491231002X"),
    );
    assert_ne!(first, second);
    assert!(!first.windows(6).any(|part| part == b"110105"));
    assert_eq!(format!("{keys:?}"), "Keyring(1 keys)");
    let sealed = NUMBER.seal(&keys, 1, &"11010519491231002X");
    assert_eq!(format!("{sealed:?}"), "Sealed");
}

#[test]
fn an_older_key_opens_what_it_sealed_until_it_leaves_the_file() {
    let (old, new) = (new_line(&RandomIds), new_line(&RandomIds));
    let index = new_index_line(&RandomIds);
    let sealed = keys(&[&old, &index]).seal(Purpose::Columns, "a", b"x");
    let both = keys(&[&new, &old, &index]);
    assert_eq!(both.open(Purpose::Columns, "a", &sealed).unwrap(), b"x");
    assert!(!both.is_current(&sealed));
    let again = both.seal(Purpose::Columns, "a", b"x");
    assert!(both.is_current(&again));
    let only_new = keys(&[&new, &index]);
    assert_eq!(only_new.open(Purpose::Columns, "a", &again).unwrap(), b"x");
    assert!(only_new.open(Purpose::Columns, "a", &sealed).is_err());
}

#[test]
fn an_index_is_the_same_for_a_text_however_it_is_typed_and_whatever_seals() {
    let (one, other) = (new_line(&RandomIds), new_line(&RandomIds));
    let index = new_index_line(&RandomIds);
    let (one, other) = (keys(&[&one, &index]), keys(&[&other, &index]));
    let blind = one.index("number", "11010519491231002X");
    assert_eq!(blind.len(), 16);
    assert_eq!(
        other.index("number", " １１０１０５１９４９１２３１００２ｘ"),
        blind
    );
    assert_ne!(one.index("number", "110105194912310021"), blind);
    assert_ne!(one.index("mobile", "11010519491231002X"), blind);
    let stranger = Keyring::fleeting(Arc::new(RandomIds));
    assert_ne!(stranger.index("number", "11010519491231002X"), blind);
    assert!(one.indexes("number", "11010519491231002x").contains(&blind));
}

#[test]
fn a_text_is_found_under_an_older_index_key_too() {
    let line = new_line(&RandomIds);
    let (old, new) = (new_index_line(&RandomIds), new_index_line(&RandomIds));
    let before = keys(&[&line, &old]).index("number", "1");
    let both = keys(&[&line, &new, &old]);
    assert_ne!(both.index("number", "1"), before);
    assert!(both.indexes("number", "1").contains(&before));
}

#[test]
fn what_was_stored_before_anything_was_sealed_is_still_read() {
    let keys = Keyring::fleeting(Arc::new(RandomIds));
    let plain = Sealed::<String>::new(b"\"11010519491231002X\"".to_vec());
    assert_eq!(plain.open(&keys, NUMBER, 1).unwrap(), "11010519491231002X");
    let wrong = Sealed::<String>::new(b"{\"a\": 1}".to_vec());
    let said = wrong.open(&keys, NUMBER, 1).unwrap_err().to_string();
    assert!(!said.contains("{"), "{said}");
}

#[test]
fn a_key_file_that_is_none_is_refused_with_the_line_and_without_the_key() {
    let line = new_line(&RandomIds);
    let index = new_index_line(&RandomIds);
    let refused = |text: &str| Keyring::parse(text, Arc::new(RandomIds)).unwrap_err();
    assert_eq!(refused(""), KeyFileError::NoKey);
    assert_eq!(refused(&index), KeyFileError::NoKey);
    assert_eq!(refused(&line), KeyFileError::NoIndex);
    assert_eq!(refused("# keys\n\nkey c2hvcnQ=\n"), KeyFileError::Line(3));
    assert_eq!(refused("one two three\n"), KeyFileError::Line(1));
    let id = line.split(' ').next().unwrap().to_owned();
    let twice = [line.as_str(), &line, &index].concat();
    assert_eq!(refused(&twice), KeyFileError::Twice(id));
    let commented = format!("# ours\n{line}\n{index}");
    assert!(Keyring::parse(&commented, Arc::new(RandomIds)).is_ok());
}

#[test]
fn a_value_under_a_key_nobody_knows_lets_the_file_be_read_again_and_its_first_key_seals() {
    let index = new_index_line(&RandomIds);
    let [old, new, half] = [(); 3].map(|()| new_line(&RandomIds));
    let file = Arc::new(Mutex::new(Ok(format!("{old}{index}"))));
    let read = Arc::clone(&file);
    let before = format!("{old}{index}");
    let serving = Keyring::watching(&before, Arc::new(RandomIds), move || {
        read.lock().unwrap().clone()
    })
    .unwrap();
    let first = serving.seal(Purpose::Columns, "a", b"x");
    let rotated = keys(&[&new, &old, &index]);
    let changed = rotated.seal(Purpose::Columns, "a", b"y");
    *file.lock().unwrap() = Ok(format!("{new}{old}{index}"));
    assert_eq!(serving.open(Purpose::Columns, "a", &changed).unwrap(), b"y");
    let second = serving.seal(Purpose::Columns, "a", b"x");
    assert!(rotated.is_current(&second));
    // The old key has left the file; until the process ends it opens what it sealed.
    assert_eq!(serving.open(Purpose::Columns, "a", &first).unwrap(), b"x");
    // Within seconds it is not read again, and a file that is none is not believed.
    let stranger = keys(&[&half, &index]).seal(Purpose::Columns, "a", b"z");
    *file.lock().unwrap() = Ok(format!("{half}one two three"));
    std::thread::sleep(EVERY);
    assert!(serving.open(Purpose::Columns, "a", &stranger).is_err());
    assert_eq!(serving.open(Purpose::Columns, "a", &changed).unwrap(), b"y");
    *file.lock().unwrap() = Err("it is not there".to_owned());
    std::thread::sleep(EVERY);
    assert!(rotated.is_current(&serving.seal(Purpose::Columns, "a", b"x")));
}
