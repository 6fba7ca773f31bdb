//! What an officer has written, and what of it makes a decision.

use super::*;
use crate::review::MAX_INSTRUCTION;

fn note(reason: &str, instruction: &str) -> Note {
    Note {
        is_flagged: true,
        reason: reason.into(),
        instruction: instruction.into(),
    }
}

fn notes(items: &[(&str, Note)], reason: &str) -> Notes {
    let items = items
        .iter()
        .map(|(field, note)| ((*field).to_owned(), note.clone()))
        .collect();
    Notes {
        items,
        reason: reason.into(),
    }
}

#[test]
fn a_return_names_its_findings_in_the_order_of_the_pages() {
    let notes = notes(
        &[
            ("address", note("wrong", "")),
            ("portrait", note("glare", " Again, please. ")),
        ],
        "",
    );
    let Ok(Decision::Return { findings, .. }) = notes.decide(Verdict::Return) else {
        panic!("it lacks nothing");
    };
    let items: Vec<_> = findings
        .iter()
        .map(|finding| finding.item.as_str())
        .collect();
    assert_eq!(items, ["portrait", "address"]);
    assert_eq!(findings[0].instruction, "Again, please.");
}

#[test]
fn what_a_decision_lacks_is_said() {
    let unflagged = Note {
        is_flagged: false,
        ..note("glare", "")
    };
    let long = "字".repeat(MAX_INSTRUCTION + 1);
    for (items, verdict, missing) in [
        (vec![], Verdict::Return, Missing::Flag),
        (
            vec![("portrait", unflagged)],
            Verdict::Return,
            Missing::Flag,
        ),
        (
            vec![("portrait", note("", ""))],
            Verdict::Return,
            Missing::FlagReason("portrait".into()),
        ),
        (
            vec![("portrait", note("other", " "))],
            Verdict::Return,
            Missing::Instruction("portrait".into()),
        ),
        (
            vec![("portrait", note("glare", &long))],
            Verdict::Return,
            Missing::ShorterInstruction("portrait".into()),
        ),
        (vec![], Verdict::Refuse, Missing::Reason),
    ] {
        assert_eq!(notes(&items, " ").decide(verdict), Err(missing));
    }
    assert_eq!(
        Notes::default().decide(Verdict::Approve),
        Ok(Decision::Approve)
    );
    let flagged = notes(&[("portrait", note("glare", ""))], &long);
    for verdict in [Verdict::Return, Verdict::Refuse] {
        assert_eq!(flagged.decide(verdict), Err(Missing::ShorterReason));
    }
    assert_eq!(flagged.decide(Verdict::Approve), Ok(Decision::Approve));
}

#[test]
fn there_is_a_sentence_for_whatever_is_missing() {
    for missing in [
        Missing::Flag,
        Missing::FlagReason(String::new()),
        Missing::Instruction(String::new()),
        Missing::Reason,
        Missing::ShorterInstruction(String::new()),
        Missing::ShorterReason,
    ] {
        let key = format!("staff.missing.{}", missing.code());
        assert!(
            crate::text::find(crate::text::Language::English, &key).is_some(),
            "{key}"
        );
    }
}

#[test]
fn notes_survive_the_form() {
    let notes = notes(&[("portrait", note("glare", "a\nb"))], "c\nd");
    assert_eq!(Notes::from_form("c\r\nd", notes.form()), notes);
}

#[test]
fn a_reason_without_a_flag_is_no_finding() {
    let reasons = BTreeMap::from([("portrait".to_owned(), "glare".to_owned())]);
    let notes = Notes::from_form(
        "",
        FlagForm {
            reasons,
            ..FlagForm::default()
        },
    );
    assert_eq!(notes.decide(Verdict::Return), Err(Missing::Flag));
}

#[test]
fn what_was_decided_can_be_changed_and_decided_again() {
    let written = notes(
        &[("portrait", note("glare", "Again, please."))],
        "One thing.",
    );
    let decision = written.decide(Verdict::Return).expect("it lacks nothing");
    assert_eq!(Notes::of(&decision), written);
    assert_eq!(Notes::of(&Decision::Approve), Notes::default());
}

#[test]
fn what_is_written_is_kept_whether_its_box_is_ticked_or_not() {
    let reasons = BTreeMap::from([
        ("portrait".to_owned(), "glare".to_owned()),
        ("address".to_owned(), String::new()),
    ]);
    let instructions = BTreeMap::from([("portrait".to_owned(), "a\r\nb".to_owned())]);
    let mut form = FlagForm {
        reasons,
        instructions,
        ..FlagForm::default()
    };
    let written = Notes::from_form("", form.clone());
    let unticked = Note {
        is_flagged: false,
        ..note("glare", "a\nb")
    };
    assert_eq!(written, notes(&[("portrait", unticked)], ""));
    form.flags.insert("portrait".into(), "yes".into());
    form.flags.insert("address".into(), "yes".into());
    let ticked = Notes::from_form("Two things.", form);
    assert_eq!(ticked.flagged(), 2);
    for notes in [written, ticked, Notes::default()] {
        assert_eq!(Notes::of_answers(&notes.answers()), notes);
    }
    assert!(Notes::default().answers().is_empty());
}
