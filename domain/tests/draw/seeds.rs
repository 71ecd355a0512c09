//! Attacks on the seed: everything that somebody could try before and while contributions are revealed.

use domain::draw::{Command, Contribution, Phase, verify};

use crate::world::{AUDIT, FINANCE, World, contribution, opening, pool};

const FAIRNESS: &str = "第四条";

fn code(code: &str) -> (String, &'static str) {
    (code.to_owned(), FAIRNESS)
}

fn reveal(party: &str, contribution: Contribution) -> Command {
    Command::Reveal { party: party.to_owned(), contribution }
}

fn opened() -> World {
    let mut world = World::new();
    world.open();
    world
}

/// Both parties have bound themselves.
fn committed() -> World {
    let mut world = opened();
    world.commit(FINANCE);
    world.commit(AUDIT);
    world
}

#[test]
fn nothing_is_revealed_before_everybody_is_bound() {
    let mut world = opened();
    world.commit(FINANCE);
    assert_eq!(world.refused(reveal(FINANCE, contribution(FINANCE))), code("wrong_phase"));
    assert_eq!(world.draw.round().unwrap().awaited_parties(), [AUDIT]);
}

#[test]
fn the_last_to_reveal_cannot_choose() {
    let mut world = committed();
    world.reveal(FINANCE);
    for text in ["骰子 4 1 5", "骰子 4 1 6 ", "骰子", "骰子 ４ １ ６"] {
        let other = Contribution { text: text.to_owned(), ..contribution(AUDIT) };
        assert_eq!(world.refused(reveal(AUDIT, other)), code("commitment_mismatch"), "{text}");
    }
    let other_salt = Contribution { salt: "a0b1c2d4".repeat(4), ..contribution(AUDIT) };
    assert_eq!(world.refused(reveal(AUDIT, other_salt)), code("commitment_mismatch"));
    // Blanks cannot be moved from one field to the next either.
    let Contribution { salt, text } = contribution(AUDIT);
    let moved = Contribution { salt: format!("{salt}00"), text };
    assert_eq!(world.refused(reveal(AUDIT, moved)), code("commitment_mismatch"));
    world.reveal(AUDIT);
    assert_eq!(world.draw.round().unwrap().phase(), Phase::Ready);
}

#[test]
fn a_party_binds_itself_once_and_reveals_once() {
    let mut world = opened();
    world.commit(FINANCE);
    let again = Command::Commit { party: FINANCE.to_owned(), commitment: "0".repeat(64) };
    assert_eq!(world.refused(again), code("already_committed"));
    world.commit(AUDIT);
    world.reveal(FINANCE);
    assert_eq!(world.refused(reveal(FINANCE, contribution(FINANCE))), code("already_revealed"));
    let late = Command::Commit { party: FINANCE.to_owned(), commitment: "0".repeat(64) };
    assert_eq!(world.refused(late), code("wrong_phase"));
}

/// Who copies another party's commitment could copy what it reveals and cancel it out in a weaker scheme.
#[test]
fn a_copied_commitment_is_refused_and_could_not_be_opened() {
    let mut world = opened();
    world.commit(FINANCE);
    let commitment = world.commitment(FINANCE);
    let copied = Command::Commit { party: AUDIT.to_owned(), commitment };
    assert_eq!(world.refused(copied), code("commitment_copied"));
    let opening = world.draw.round().unwrap().opening_digest();
    let same = contribution(FINANCE);
    assert_ne!(same.commitment(opening, FINANCE), same.commitment(opening, AUDIT));
}

#[test]
fn two_parties_may_happen_to_choose_the_same_text() {
    let mut world = opened();
    let text = "骰子 1 1 1".to_owned();
    let of_finance = Contribution { salt: "1".repeat(32), text: text.clone() };
    let of_audit = Contribution { salt: "2".repeat(32), text };
    let opening = world.draw.round().unwrap().opening_digest().to_owned();
    for (party, contribution) in [(FINANCE, &of_finance), (AUDIT, &of_audit)] {
        let commitment = contribution.commitment(&opening, party);
        world.ok(Command::Commit { party: party.to_owned(), commitment });
    }
    world.ok(reveal(FINANCE, of_finance));
    world.ok(reveal(AUDIT, of_audit));
    world.ok(Command::Draw);
    verify(world.record()).unwrap();
}

#[test]
fn a_commitment_belongs_to_one_round() {
    let mut world = committed();
    let earlier = world.commitment(FINANCE);
    world.ok(Command::Abandon { reason: "名册漏列一名专家".to_owned() });
    world.ok(opening(Some("名册已补全")));
    world.ok(Command::Commit { party: FINANCE.to_owned(), commitment: earlier });
    world.commit(AUDIT);
    assert_eq!(world.refused(reveal(FINANCE, contribution(FINANCE))), code("commitment_mismatch"));
}

#[test]
fn a_contribution_kept_back_stops_the_round_once_and_never_again() {
    let mut world = committed();
    world.reveal(FINANCE);
    assert_eq!(world.refused(Command::Draw), code("wrong_phase"));
    world.ok(Command::Abandon { reason: "区审计局逾期未公开".to_owned() });
    assert_eq!(world.draw.barred_parties(), [AUDIT]);
    assert_eq!(
        world.refused(opening(Some("审计局未公开"))),
        ("party_barred".to_owned(), "第十三条第（二）项")
    );
    let Command::Open { reason: _, candidates, seats, .. } = opening(None) else { unreachable!() };
    let parties = vec![FINANCE.to_owned(), "云溪区人大财经委".to_owned()];
    world.ok(Command::Open {
        reason: Some("审计局未公开，换一方".to_owned()), candidates, seats, parties
    });
    verify(world.record()).unwrap();
}

/// As long as nobody has seen anything, stopping gains nothing.
#[test]
fn whoever_stops_before_anything_is_revealed_may_try_again() {
    let mut world = committed();
    world.ok(Command::Abandon { reason: "名册有误".to_owned() });
    assert!(world.draw.barred_parties().is_empty());
    world.ok(opening(Some("名册已更正")));
}

/// With everything revealed the result is settled: ending the round then would be choosing.
#[test]
fn a_settled_result_cannot_be_abandoned() {
    let mut world = committed();
    world.reveal(AUDIT);
    world.reveal(FINANCE);
    let abandon = || Command::Abandon { reason: "结果不理想".to_owned() };
    assert_eq!(world.refused(abandon()), code("result_settled"));
    world.ok(Command::Draw);
    assert_eq!(world.refused(abandon()), code("result_settled"));
}

#[test]
fn the_order_of_revealing_does_not_matter() {
    let drawn = |order: [&str; 2]| {
        let mut world = committed();
        for party in order {
            world.reveal(party);
        }
        world.ok(Command::Draw).action
    };
    assert_eq!(drawn([FINANCE, AUDIT]), drawn([AUDIT, FINANCE]));
}

#[test]
fn every_contribution_moves_the_seed() {
    let with = |finance: &str, audit: &str| {
        let mut world = opened();
        let opening = world.draw.round().unwrap().opening_digest().to_owned();
        let parts = [(FINANCE, finance), (AUDIT, audit)]
            .map(|(party, text)| (party, Contribution { text: text.to_owned(), ..contribution(party) }));
        for (party, part) in &parts {
            let commitment = part.commitment(&opening, party);
            world.ok(Command::Commit { party: (*party).to_owned(), commitment });
        }
        for (party, part) in parts {
            world.ok(reveal(party, part));
        }
        world.ok(Command::Draw).action
    };
    assert_ne!(with("1", "1"), with("1", "2"));
    assert_ne!(with("1", "1"), with("2", "1"));
    assert_eq!(with("1", "1"), with("1", "1"));
}

#[test]
fn malformed_contributions_and_strangers_are_refused() {
    let mut world = opened();
    let commit = |party: &str, commitment: &str| Command::Commit {
        party: party.to_owned(),
        commitment: commitment.to_owned(),
    };
    assert_eq!(world.refused(commit("某公司", &"0".repeat(64))), code("unknown_party"));
    for wrong in ["", "0", &"A".repeat(64), &"0".repeat(65), &"g".repeat(64)] {
        assert_eq!(world.refused(commit(FINANCE, wrong)), code("malformed"), "{wrong}");
    }
    let mut world = committed();
    let part = |salt: String, text: &str| Contribution { salt, text: text.to_owned() };
    for (wrong, expected) in [
        (part("ab".repeat(15), "1"), "malformed"),
        (part("AB".repeat(16), "1"), "malformed"),
        (part("ab".repeat(129), "1"), "malformed"),
        (part("ab".repeat(16), " "), "required"),
        (part("ab".repeat(16), &"6".repeat(257)), "too_long"),
    ] {
        assert_eq!(world.refused(reveal(FINANCE, wrong)), code(expected));
    }
    assert_eq!(world.refused(reveal("某公司", contribution(FINANCE))), code("unknown_party"));
}

#[test]
fn one_party_alone_is_none() {
    let open = |parties: &[&str]| Command::Open {
        reason: None,
        candidates: pool(),
        seats: crate::world::five_seats(),
        parties: parties.iter().map(|party| (*party).to_owned()).collect(),
    };
    let article = "第十三条第（二）项";
    let mut world = World::new();
    for (parties, expected) in [
        (&[][..], "too_few_parties"),
        (&[FINANCE], "too_few_parties"),
        (&[FINANCE, FINANCE], "duplicate"),
        (&[FINANCE, " 云溪区财政局"], "duplicate"),
        (&[FINANCE, ""], "required"),
        (&[FINANCE, "云溪区审计局 "], "malformed"),
    ] {
        assert_eq!(world.refused(open(parties)), (expected.to_owned(), article), "{parties:?}");
    }
}
