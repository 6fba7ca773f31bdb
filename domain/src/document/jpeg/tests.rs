use proptest::prelude::*;

use super::*;

/// One of each way a picture is coded.
const PICTURES: [(&str, &[u8]); 7] = [
    ("baseline", include_bytes!("fixtures/baseline.jpg")),
    ("restarts", include_bytes!("fixtures/restarts.jpg")),
    ("full-colour", include_bytes!("fixtures/full-colour.jpg")),
    ("grey", include_bytes!("fixtures/grey.jpg")),
    ("cmyk", include_bytes!("fixtures/cmyk.jpg")),
    ("progressive", include_bytes!("fixtures/progressive.jpg")),
    (
        "progressive-grey",
        include_bytes!("fixtures/progressive-grey.jpg"),
    ),
];

const END: [u8; 2] = [0xff, 0xd9];

/// Where the data of the first scan begin.
fn data(jpeg: &[u8]) -> usize {
    let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]);
    let at = scan.expect("a scan") + 2;
    at + usize::from(u16::from_be_bytes([jpeg[at], jpeg[at + 1]]))
}

/// The picture with a small one in its notes, as cameras put it there.
fn with_thumbnail(jpeg: &[u8]) -> Vec<u8> {
    let note = [b"Exif\0\0", PICTURES[3].1].concat();
    let length = u16::try_from(note.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &note, &jpeg[2..]].concat()
}

#[test]
fn a_whole_picture_is_whole_however_it_is_coded() {
    for (name, jpeg) in PICTURES {
        assert!(is_whole(jpeg), "{name}");
        assert!(is_whole(&with_thumbnail(jpeg)), "{name}");
    }
}

#[test]
fn a_picture_cut_anywhere_is_not_whole_whatever_end_is_put_to_it() {
    for (name, jpeg) in PICTURES {
        let start = data(jpeg);
        let added = with_thumbnail(jpeg).len() - jpeg.len();
        for (start, jpeg) in [
            (start, jpeg.to_vec()),
            (start + added, with_thumbnail(jpeg)),
        ] {
            for cut in start..jpeg.len() - 2 {
                assert!(!is_whole(&jpeg[..cut]), "{name}, the first {cut}");
                let ended = [&jpeg[..cut], &END].concat();
                assert!(!is_whole(&ended), "{name}, the first {cut} and an end");
            }
        }
    }
}

#[test]
fn a_picture_that_lacks_nothing_but_its_end_mark_is_whole() {
    for (name, jpeg) in PICTURES {
        for jpeg in [jpeg.to_vec(), with_thumbnail(jpeg)] {
            for missing in [1, 2] {
                let cut = &jpeg[..jpeg.len() - missing];
                assert!(is_whole(cut), "{name}, without the last {missing}");
            }
            let cut = &jpeg[..jpeg.len() - 3];
            assert!(!is_whole(cut), "{name}, without a byte of its data");
        }
    }
}

#[test]
fn half_a_picture_filled_up_with_zeros_is_not_whole() {
    for (name, jpeg) in PICTURES {
        for cut in data(jpeg) + 1..jpeg.len() - 8 {
            let mut filled = jpeg[..cut].to_vec();
            filled.resize(jpeg.len(), 0);
            assert!(!is_whole(&filled), "{name}, the first {cut}");
        }
    }
}

#[test]
fn without_an_end_mark_every_scan_must_be_there() {
    let jpeg = PICTURES[5].1;
    // Of the last scans only the finest colours are missing, which a finished file may leave out.
    let scans: Vec<usize> = (0..jpeg.len() - 1)
        .filter(|at| jpeg[*at..*at + 2] == [0xff, 0xda])
        .collect();
    for at in &scans[1..] {
        assert!(!is_whole(&jpeg[..*at]), "up to {at}");
    }
}

#[test]
fn what_cameras_add_around_a_picture_does_no_harm() {
    for (name, jpeg) in PICTURES {
        let at = jpeg.len() - 2;
        let second = [jpeg, PICTURES[0].1].concat();
        assert!(is_whole(&second), "{name}, another picture behind it");
        let filled = [&jpeg[..at], &[0xff, 0xff], &jpeg[at..]].concat();
        assert!(is_whole(&filled), "{name}, fill bytes");
        let stray = [&jpeg[..at], &[0, 0, 0x41], &jpeg[at..]].concat();
        assert!(is_whole(&stray), "{name}, bytes before the end mark");
        let restart = [&jpeg[..at], &[0xff, 0xd3], &jpeg[at..]].concat();
        assert!(is_whole(&restart), "{name}, one more restart mark");
        let tail = [jpeg, &[0; 40]].concat();
        assert!(is_whole(&tail), "{name}, zeros behind it");
    }
}

#[test]
fn the_measures_are_those_of_the_picture_and_not_of_the_one_inside() {
    for (name, jpeg) in PICTURES {
        let frame = frame(&with_thumbnail(jpeg)).expect(name);
        assert_eq!((frame.width, frame.height), (75, 53), "{name}");
    }
    let sizes = PICTURES.map(|(_, jpeg)| frame(jpeg).expect("a frame").memory);
    let pixels = 75 * 53;
    // 5 × 4 MCUs of six blocks; 10 × 7 blocks.
    let expected = [3, 3, 3, 1, 3, 3, 1].map(|samples| samples * pixels);
    assert_eq!(sizes[..5], expected[..5]);
    assert_eq!(sizes[5], expected[5] + 5 * 4 * 6 * 128);
    assert_eq!(sizes[6], expected[6] + 10 * 7 * 128);
}

#[test]
fn a_picture_that_says_no_size_or_another_way_of_coding_is_not_followed() {
    let jpeg = PICTURES[0].1;
    let at = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .expect("a frame");
    let changed = |from: usize, bytes: &[u8]| {
        let mut changed = jpeg.to_vec();
        changed[from..from + bytes.len()].copy_from_slice(bytes);
        changed
    };
    for (what, jpeg) in [
        ("no lines", changed(at + 5, &[0, 0])),
        ("no columns", changed(at + 7, &[0, 0])),
        ("12 bits", changed(at + 4, &[12])),
        ("no components", changed(at + 9, &[0])),
        ("a factor of 0", changed(at + 11, &[0])),
        ("lossless", changed(at + 1, &[0xc3])),
        ("arithmetic", changed(at + 1, &[0xc9])),
    ] {
        assert_eq!(frame(&jpeg), None, "{what}");
        assert!(!is_whole(&jpeg), "{what}");
    }
    // More lines than data.
    assert!(!is_whole(&changed(at + 5, &[0xff, 0xff])));
}

#[test]
fn no_picture_is_followed_through_scans_without_end() {
    let jpeg = PICTURES[5].1;
    let scan = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .expect("a scan");
    let next = scan
        + 2
        + jpeg[scan + 2..]
            .windows(2)
            .position(|pair| pair[0] == 0xff && pair[1] > 0)
            .expect("a mark");
    let again = jpeg[scan..next].repeat(MAX_SCANS);
    assert!(is_whole(
        &[&jpeg[..scan], &jpeg[scan..next], &jpeg[scan..]].concat()
    ));
    assert!(!is_whole(&[&jpeg[..scan], &again, &jpeg[scan..]].concat()));
}

/// Room enough for each of them.
const ROOM: usize = 8192;

#[test]
fn of_what_browsers_make_the_picture_is_written_anew_and_nothing_else() {
    for (name, jpeg) in [PICTURES[0], PICTURES[2]] {
        let written = anew(jpeg, ROOM).expect(name);
        assert!(is_whole(&written), "{name}");
        assert_eq!(frame(&written), frame(jpeg), "{name}");
        assert_eq!(anew(&written, ROOM).as_ref(), Some(&written), "{name}");
        let at = jpeg.len() - 2;
        let comment = [&[0xff, 0xfe, 0, 6], &b"note"[..]].concat();
        for (what, other) in [
            ("with a picture in its notes", with_thumbnail(jpeg)),
            ("commented", [&jpeg[..2], &comment, &jpeg[2..]].concat()),
            (
                "followed by another picture",
                [jpeg, PICTURES[0].1].concat(),
            ),
            (
                "followed by anything",
                [jpeg, b"PK\x03\x04<script>"].concat(),
            ),
            (
                "ended late",
                [&jpeg[..at], b"<script>", &jpeg[at..]].concat(),
            ),
            ("without an end", jpeg[..at].to_vec()),
        ] {
            assert_eq!(
                anew(&other, ROOM).as_ref(),
                Some(&written),
                "{name}, {what}"
            );
        }
    }
}

#[test]
fn what_is_coded_in_another_way_is_left_to_a_decoder() {
    for at in [1, 3, 4, 5, 6] {
        let (name, jpeg) = PICTURES[at];
        assert_eq!(anew(jpeg, ROOM), None, "{name}");
    }
    let jpeg = PICTURES[0].1;
    // Adobe's note, which may say that the colours are red, green and blue.
    let adobe = [0xff, 0xee, 0, 14].iter().chain(b"Adobe\0\x64\0\0\0\0\0");
    let adobe: Vec<u8> = adobe.copied().collect();
    assert_eq!(anew(&[&jpeg[..2], &adobe, &jpeg[2..]].concat(), ROOM), None);
    let scan = data(jpeg);
    let second = [&jpeg[..jpeg.len() - 2], &jpeg[scan - 14..]].concat();
    assert_eq!(anew(&second, ROOM), None, "a second scan");
}

#[test]
fn what_is_not_whole_or_too_large_is_not_written_anew() {
    for (name, jpeg) in [PICTURES[0], PICTURES[2]] {
        for cut in 0..jpeg.len() - 2 {
            let ended = [&jpeg[..cut], &END].concat();
            let mut filled = jpeg[..cut].to_vec();
            filled.resize(jpeg.len(), 0);
            for broken in [&jpeg[..cut], &ended, &filled] {
                assert_eq!(anew(broken, ROOM), None, "{name}, the first {cut}");
            }
        }
        assert_eq!(anew(jpeg, jpeg.len() / 2), None, "{name}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_anew_was_whole_and_is_again(
        at in 0_usize..3, changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..4),
    ) {
        let mut jpeg = PICTURES[at].1.to_vec();
        for (place, byte) in changes {
            let place = usize::from(place) % jpeg.len();
            jpeg[place] = byte;
        }
        if let Some(written) = anew(&jpeg, ROOM) {
            prop_assert!(is_whole(&jpeg) && is_whole(&written));
            prop_assert_eq!(frame(&jpeg), frame(&written));
            prop_assert_eq!(anew(&written, ROOM), Some(written));
        }
    }

    #[test]
    fn nothing_that_arrives_makes_it_panic(
        at in 0_usize..7, changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..12),
    ) {
        let mut jpeg = PICTURES[at].1.to_vec();
        for (place, byte) in changes {
            let place = usize::from(place) % jpeg.len();
            jpeg[place] = byte;
        }
        let _ = (frame(&jpeg), is_whole(&jpeg));
    }

    #[test]
    fn nor_does_noise(noise in proptest::collection::vec(any::<u8>(), 0..600)) {
        let jpeg = [&[0xff, 0xd8, 0xff][..], &noise].concat();
        let _ = (frame(&jpeg), is_whole(&jpeg), frame(&noise), is_whole(&noise));
    }
}
