//! Whatever is tried in whatever order: nothing panics, the record always proves, and nobody is lost or invented.

use std::collections::BTreeSet;

use domain::draw::{Command, DrawRecord, Phase, verify};
use proptest::prelude::*;

use crate::world::{AUDIT, CLERK, FINANCE, World, contribution, opening, pool};

/// A choice of what to try next; numbers pick candidates and parties.
fn command(world: &World, choice: u8, number: usize) -> Command {
    let party = if number.is_multiple_of(2) { FINANCE } else { AUDIT };
    let candidate = || {
        let called = world.draw.round().map(|round| round.called()).unwrap_or_default();
        let mut people: Vec<String> = called.into_iter().flat_map(|called| called.awaited).collect();
        people.extend(world.draw.seated().into_iter().map(|(_, id)| id));
        people.get(number % people.len().max(1)).cloned().unwrap_or_else(|| "Y08".to_owned())
    };
    let reason = "理由".to_owned();
    match choice {
        0 => opening((number > 2).then_some("重新抽取")),
        1 | 2 => {
            let opening = world.draw.round().map_or("", |round| round.opening_digest());
            let commitment = contribution(party).commitment(opening, party);
            Command::Commit { party: party.to_owned(), commitment }
        }
        3 | 4 => Command::Reveal { party: party.to_owned(), contribution: contribution(party) },
        5 => Command::Draw,
        6..=8 => Command::Accept { candidate: candidate() },
        9 | 10 => Command::Decline { candidate: candidate(), reason },
        11 => Command::Withdraw { candidate: candidate(), reason },
        12 if number.is_multiple_of(5) => Command::Abandon { reason },
        13 => Command::Close { reason },
        _ if number.is_multiple_of(5) => Command::Void { reason, approved_by: "负责人".to_owned() },
        _ => Command::Draw,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_sequence_leaves_a_record_that_proves(tries in prop::collection::vec((0_u8..16, 0_usize..20), 0..120)) {
        let mut world = World::new();
        for (choice, number) in tries {
            let command = command(&world, choice, number);
            let before = world.draw.clone();
            if world.perform(command).is_err() {
                prop_assert_eq!(&world.draw, &before);
            }
        }
        let json = serde_json::to_string(world.record()).unwrap();
        let read: DrawRecord = serde_json::from_str(&json).unwrap();
        let report = verify(&read).unwrap();
        prop_assert_eq!(&report.draw, &world.draw);

        let seated = world.draw.seated();
        let distinct: BTreeSet<&String> = seated.iter().map(|(_, id)| id).collect();
        prop_assert_eq!(distinct.len(), seated.len());
        let pool = pool();
        for (stratum, id) in &seated {
            let known = pool.iter().find(|candidate| candidate.id == *id).unwrap();
            prop_assert!(known.is_eligible() && known.stratum == *stratum);
        }
        for round in world.draw.rounds() {
            for (called, seats) in round.called().iter().zip(&round.opening().seats) {
                let taken = called.accepted.len() + called.awaited.len() + called.missing as usize;
                prop_assert_eq!(taken, seats.seats as usize);
                prop_assert!(called.missing == 0 || called.reserves.is_empty() || round.phase().is_ended());
            }
            if round.phase() == Phase::Voided {
                prop_assert!(round.seated().is_empty());
            }
        }
        prop_assert!(world.record().steps.iter().all(|step| step.by == CLERK));
    }
}
