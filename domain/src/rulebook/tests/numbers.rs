//! Patterns of document numbers.

use proptest::prelude::*;

use crate::rulebook::NumberPattern;

fn pattern(text: &str) -> NumberPattern {
    NumberPattern::try_from(text.to_owned()).unwrap()
}

#[test]
fn a_number_fits_its_pattern_or_does_not() {
    let notice = pattern("岳云财绩〔{year}〕{number}号");
    for fits in ["岳云财绩〔2026〕1号", "岳云财绩〔2026〕120号"] {
        assert!(notice.matches(fits), "{fits}");
    }
    for wrong in [
        "岳云财绩〔2026〕号",
        "岳云财绩〔2026〕01号",
        "岳云财绩〔226〕1号",
        "岳云财绩[2026]1号",
        "",
        "岳云财绩〔2026〕1号x",
    ] {
        assert!(!notice.matches(wrong), "{wrong}");
    }
    let anybody = pattern("{unit}〔{year}〕{number}号");
    assert!(anybody.matches("云住建评〔2026〕1号") && !anybody.matches("〔2026〕1号"));
    assert!(anybody.matches(&anybody.example()));
}

#[test]
fn patterns_that_share_a_number_show_it() {
    for (one, other) in [
        ("{unit}〔{year}〕{number}号", "岳云财绩〔{year}〕{number}号"),
        ("{year}{number}", "{number}{year}"),
        ("{year}-{number}", "{year}-{number}"),
        ("{year}2{number}", "{year}{number}"),
    ] {
        let (one, other) = (pattern(one), pattern(other));
        let shared = one.shared_with(&other).unwrap();
        assert!(one.matches(&shared) && other.matches(&shared), "{shared}");
        assert!(other.shared_with(&one).is_some());
    }
    for (one, other) in [
        ("财绩通〔{year}〕{number}号", "财绩报〔{year}〕{number}号"),
        ("{unit}通〔{year}〕{number}号", "{unit}报〔{year}〕{number}号"),
        ("{year}-{number}", "{year}/{number}"),
        ("{year}年第{number}批", "{year}年第{number}号"),
    ] {
        assert_eq!(pattern(one).shared_with(&pattern(other)), None, "{one} {other}");
    }
}

proptest! {
    #[test]
    fn whatever_is_said_to_be_shared_fits_both(
        one in "[a甲]{0,2}(\\{unit\\})?[a甲0]{0,1}\\{year\\}[a0]{0,2}\\{number\\}[甲]{0,1}",
        other in "(\\{unit\\})?[a甲]{0,2}\\{number\\}[a0]{0,2}\\{year\\}[甲]{0,1}",
        unit in "[a甲]{1,2}", year in 1_000_u32..=9_999, number in 1_u32..=3_000,
    ) {
        let (one, other) = (pattern(&one), pattern(&other));
        match one.shared_with(&other) {
            Some(shared) => prop_assert!(one.matches(&shared) && other.matches(&shared), "{}", shared),
            // Numbers made by hand agree that nothing is shared.
            None => {
                let made = one.to_string().replace("{unit}", &unit).replace("{year}", &year.to_string()).replace("{number}", &number.to_string());
                prop_assert!(one.matches(&made) && !other.matches(&made), "{}", made);
            }
        }
    }
}
