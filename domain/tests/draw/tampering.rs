//! Records that somebody changed: by one field, by a step, and knowing the algorithm.

use domain::draw::{Action, DrawRecord, Mismatch, verify};
use serde_json::Value;

use crate::sample::record;
use crate::world::{AUDIT, World, orders, seal_again};

/// Where every text, number and truth value stands.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(field, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                leaves(entry, &format!("{path}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(path.to_owned()),
    }
}

/// Another value of the same shape, so that the file still reads: one digit or character moved.
fn flipped(value: &Value) -> Value {
    match value {
        Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
        Value::String(text) => {
            let mut characters: Vec<char> = text.chars().collect();
            let last = characters.iter_mut().rfind(|character| **character != 'Z').unwrap();
            *last = if last.is_ascii_digit() { if *last == '1' { '2' } else { '1' } } else { '甲' };
            characters.into_iter().collect::<String>().into()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            panic!("no such leaf in a record")
        }
    }
}

#[test]
fn every_single_changed_field_is_found() {
    let original = serde_json::to_value(record()).unwrap();
    let mut paths = Vec::new();
    leaves(&original, "", &mut paths);
    assert!(paths.len() > 300, "{}", paths.len());
    let mut unreadable = 0;
    for path in paths {
        let mut changed = original.clone();
        let leaf = changed.pointer_mut(&path).unwrap();
        *leaf = flipped(leaf);
        match serde_json::from_value::<DrawRecord>(changed) {
            Ok(record) => assert!(verify(&record).is_err(), "{path} was changed unnoticed"),
            Err(_) => unreadable += 1,
        }
    }
    // Only the purpose is a word of a fixed list.
    assert_eq!(unreadable, 1);
}

#[test]
fn the_first_step_that_does_not_match_is_named() {
    let original = record();
    for number in 0..original.steps.len() {
        let mut changed = original.clone();
        changed.steps[number].by.push('甲');
        let mismatch = verify(&changed).unwrap_err();
        assert_eq!((mismatch.step, mismatch.code.as_str()), (number + 1, "digest_differs"));
    }
}

#[test]
fn no_step_can_be_left_out_doubled_or_exchanged() {
    let original = record();
    let last = original.steps.len() - 1;
    for number in 0..last {
        let mut without = original.clone();
        without.steps.remove(number);
        assert!(verify(&without).is_err(), "without {number}");
        let mut doubled = original.clone();
        let step = doubled.steps[number].clone();
        doubled.steps.insert(number, step);
        assert!(verify(&doubled).is_err(), "twice {number}");
        let mut exchanged = original.clone();
        exchanged.steps.swap(number, number + 1);
        assert!(verify(&exchanged).is_err(), "exchanged {number}");
    }
}

/// What is cut off the end shows in the head, which the journal holds.
#[test]
fn a_record_cut_short_has_another_head() {
    let original = record();
    let mut short = original.clone();
    short.steps.pop();
    assert_ne!(verify(&short).unwrap().head, original.head());
}

#[test]
fn fields_that_do_not_belong_are_refused() {
    for path in ["", "/steps/0", "/steps/0/action/opened", "/steps/0/action/opened/snapshot/0"] {
        let mut changed = serde_json::to_value(record()).unwrap();
        let object = changed.pointer_mut(path).unwrap().as_object_mut().unwrap();
        object.insert("note".to_owned(), "unseen".into());
        assert!(serde_json::from_value::<DrawRecord>(changed).is_err(), "{path}");
    }
}

/// Changes a drawn record and gives it fitting digests, then says what verification finds.
fn forged(change: impl FnOnce(&mut DrawRecord)) -> Mismatch {
    let mut world = World::drawn();
    world.accept_all();
    let mut record = world.record().clone();
    change(&mut record);
    seal_again(&mut record);
    verify(&record).unwrap_err()
}

/// Steps of a drawn record: opened, two commitments, two contributions, drawn, five answers.
#[test]
fn who_seals_a_changed_record_again_is_still_found() {
    let swapped = forged(|record| orders(record)[0].order.swap(0, 6));
    assert_eq!((swapped.step, swapped.code.as_str()), (6, "result_differs"));
    assert!(swapped.detail.starts_with("业务专家第1位重新抽取得到"), "{swapped}");

    let removed = forged(|record| drop(orders(record)[2].order.pop()));
    assert_eq!((removed.step, removed.detail.as_str()), (6, "财政财务专家应抽出3个，记录的是2个"));

    let seed = forged(|record| {
        if let Action::Drawn { seed, .. } = &mut record.steps[5].action {
            *seed = "0".repeat(64);
        }
    });
    assert_eq!((seed.step, seed.code.as_str()), (6, "result_differs"));

    let contribution = forged(|record| {
        if let Action::Revealed { contribution, .. } = &mut record.steps[3].action {
            contribution.text = "骰子 6 6 6".to_owned();
        }
    });
    assert_eq!((contribution.step, contribution.code.as_str()), (4, "commitment_mismatch"));
    assert_eq!(contribution.article, "第四条");
    assert!(contribution.detail.contains(AUDIT));
}

/// Commitments hold fast to the opening: the pool, the seats and the parties cannot be changed once they are made.
#[test]
fn whoever_changes_the_pool_afterwards_must_forge_every_commitment() {
    let hash_left = forged(|record| {
        let mut json = serde_json::to_value(&*record).unwrap();
        json["steps"][0]["action"]["opened"]["snapshot"][0]["unit"] = "另一单位".into();
        *record = serde_json::from_value(json).unwrap();
    });
    assert_eq!((hash_left.step, hash_left.code.as_str()), (1, "result_differs"));
    assert!(hash_left.detail.starts_with("按名册算出的摘要"), "{hash_left}");

    let seats = forged(|record| {
        if let Action::Opened(opening) = &mut record.steps[0].action {
            opening.seats[0].seats = 3;
        }
    });
    assert_eq!((seats.step, seats.code.as_str()), (4, "commitment_mismatch"));
}

#[test]
fn answers_out_of_turn_are_found() {
    let mismatch = forged(|record| {
        if let Action::Accepted { candidate } = &mut record.steps[6].action {
            "Y08".clone_into(candidate);
        }
    });
    assert_eq!((mismatch.step, mismatch.code.as_str()), (7, "not_called"));
    assert_eq!(mismatch.article, "第十三条第（二）项");
}

#[test]
fn a_record_of_another_format_is_not_guessed_at() {
    let mut other = record();
    other.format = "quanheng-draw/2".to_owned();
    seal_again(&mut other);
    let mismatch = verify(&other).unwrap_err();
    assert_eq!((mismatch.step, mismatch.code.as_str()), (0, "unknown_format"));
}

#[test]
fn blanks_cannot_be_smuggled_in() {
    let mismatch = forged(|record| record.steps[7].by.push(' '));
    assert_eq!((mismatch.step, mismatch.code.as_str()), (8, "result_differs"));
}
