//! Several rulebooks: which is in force, what changes from one to the next, and whose verdict changes with it.

use chrono::NaiveDate;

use super::{YUNXI, changed, yunxi};
use crate::classification::{
    Application, DistrictMoney, Fact, Facts, ObjectKind, Origin, ProjectClass, Verdict, classify,
};
use crate::money::{Money, Share};
use crate::rulebook::{Effect, Library, LibraryError, Rulebook, differences, verdict_change};
use crate::score::{Mean, Score};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stated<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { value, origin: Origin::Stated { field: "总投资".to_owned() } })
}

fn new_project(wan: u32, share: Option<u32>) -> Facts {
    Facts {
        object: stated(ObjectKind::Project),
        application: stated(Application::New),
        class: stated(ProjectClass::Infrastructure),
        total_amount: stated(Money::from_ten_thousand_yuan(wan)),
        district_money: stated(DistrictMoney::Some),
        district_share: share.and_then(Share::from_basis_points).and_then(stated),
        ..Facts::default()
    }
}

/// The measure as it might be amended.
fn amended() -> String {
    changed("id = \"yunxi-2023\"", "id = \"yunxi-2027\"")
        .replace("effective_from = \"2023-04-14\"", "effective_from = \"2027-01-01\"")
        .replacen("infrastructure = \"400万元\", non", "infrastructure = \"500万元\", non", 1)
}

#[test]
fn three_books_are_built_in_and_two_of_them_are_to_be_confirmed() {
    let library = Library::built_in().unwrap();
    let books: Vec<(&str, bool)> = library
        .iter()
        .map(|shelved| (shelved.rulebook.id.as_str(), shelved.rulebook.measure.to_confirm.is_some()))
        .collect();
    assert_eq!(books.len(), 3);
    for expected in [("yunxi-2023", false), ("tongzhou-profile", true), ("shandong-profile", true)] {
        assert!(books.contains(&expected), "{books:?}");
    }
    assert!(library.in_force("山东省", day("2026-01-01")).is_none(), "a profile is in force nowhere");
}

#[test]
fn the_version_in_force_is_the_one_that_took_effect_last() {
    let mut library = Library::built_in().unwrap();
    library.add("yunxi-2027.toml", &amended(), false).unwrap();
    let on = |text| library.in_force("岳阳市云溪区", day(text)).map(|shelved| shelved.rulebook.id.as_str());
    assert_eq!(on("2023-04-13"), None);
    assert_eq!(on("2023-04-14"), Some("yunxi-2023"));
    assert_eq!(on("2026-12-31"), Some("yunxi-2023"));
    assert_eq!(on("2027-01-01"), Some("yunxi-2027"));
}

#[test]
fn a_file_replaces_a_built_in_book_and_no_two_files_are_one_book() {
    let mut library = Library::built_in().unwrap();
    let mine = changed("minimum_size = 5", "minimum_size = 7");
    library.add("mine.toml", &mine, false).unwrap();
    assert_eq!(library.iter().count(), 3);
    assert_eq!(library.find("yunxi-2023").unwrap().rulebook.panel.minimum_size, 7);
    assert!(matches!(
        library.add("again.toml", &mine, false),
        Err(LibraryError::SameIdentifier { other, .. }) if other == "mine.toml"
    ));
    let rival = YUNXI.replacen("id = \"yunxi-2023\"", "id = \"rival\"", 1);
    let refused = library.add("rival.toml", &rival, false).unwrap_err().to_string();
    assert!(refused.contains("分不出按哪一份"), "{refused}");
    assert!(matches!(library.add("x.toml", "", false), Err(LibraryError::NotARulebook { .. })));
    assert_eq!(library.iter().count(), 3, "what is refused changes nothing");
}

#[test]
fn a_difference_names_article_setting_old_and_new() {
    let before = yunxi();
    assert_eq!(differences(&before, &before), []);
    let after = Rulebook::parse(&amended()).unwrap();
    let told: Vec<String> = differences(&before, &after).iter().map(ToString::to_string).collect();
    assert!(told.contains(&"办法：施行日期由“2023-04-14”改为“2027-01-01”".to_owned()), "{told:?}");
    assert!(
        told.contains(
            &"第三条第（二）项 新增项目达到金额标准：基础设施类金额标准由“400万元”改为“500万元”".to_owned()
        ),
        "{told:?}"
    );
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn every_part_of_a_rulebook_is_compared() {
    let before = yunxi();
    for (from, to, words) in [
        (
            "at_least = 80\nbelow = 90",
            "at_least = \"82.5\"\nbelow = 90",
            "“良好”：分数由“80分至90分（不含）”改为“82.5分至90分（不含）”",
        ),
        ("step = \"0.5\"", "step = \"0.1\"", "打分档差由“0.5分”改为“0.1分”"),
        ("minimum_size = 5", "minimum_size = 7", "最少人数由“5人”改为“7人”"),
        ("working_days = 15", "working_days = 20", "立项后下达通知书由“15个工作日”改为“20个工作日”"),
        ("text = \"60分属较差，不足60分为差。\"", "text = \"不足60分为差。\"", "理解C35：取法由"),
        (
            "text = \"立项依据是否充分\"",
            "text = \"依据是否充分\"",
            "要点7(1)a由“立项依据是否充分”改为“依据是否充分”",
        ),
        ("warn_after = 2", "warn_after = 2\nlimit = 3", "轮次上限由“不限”改为“3轮”"),
        ("minimum = \"0元\"", "minimum = \"5万元\"", "最低增加额由“不设”改为“5万元”"),
        ("base = \"total_investment\"", "base = \"district_money\"", "金额口径由“总投资”改为“本级财政资金”"),
        ("rounding = \"cut_off\"", "rounding = \"half_up\"", "小数处理由"),
        (
            "conditional_weights = \"within_indicator\"",
            "conditional_weights = \"whole_tree\"",
            "不适用要点的分值由",
        ),
        (
            "name = \"预期绩效说明\", required = true",
            "name = \"预期绩效说明\", required = false",
            "预期绩效说明（有则提供）",
        ),
    ] {
        let text = changed(from, to).replace(
            "at_least = 70\nbelow = 80",
            match to {
                "at_least = \"82.5\"\nbelow = 90" => "at_least = 70\nbelow = \"82.5\"",
                _ => "at_least = 70\nbelow = 80",
            },
        );
        let after = Rulebook::parse(&text).unwrap();
        let told: Vec<String> = differences(&before, &after).iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:?}");
    }
}

#[test]
fn an_entry_that_comes_or_goes_is_one_difference() {
    let (yunxi, library) = (yunxi(), Library::built_in().unwrap());
    let other = &library.find("shandong-profile").unwrap().rulebook;
    let told = differences(&yunxi, other);
    let trigger = told.iter().filter(|difference| difference.key == "trigger.3(3)").count();
    assert_eq!(trigger, 1);
    let lost = told.iter().find(|difference| difference.key == "trigger.3(3)").unwrap().to_string();
    assert!(lost.starts_with("第三条第（三）项 删去“"), "{lost}");
    let back = differences(other, &yunxi);
    assert!(back.iter().any(|difference| difference.key == "trigger.3(3)" && difference.before.is_none()));
}

#[test]
fn a_changed_threshold_changes_the_verdicts_between_old_and_new_and_no_other() {
    let (before, after) = (yunxi(), Rulebook::parse(&amended()).unwrap());
    assert_eq!(verdict_change(&new_project(399, None), &before, &after), None);
    assert_eq!(verdict_change(&new_project(500, None), &before, &after), None);
    let change = verdict_change(&new_project(450, None), &before, &after).unwrap();
    assert_eq!((change.from, change.to), (Verdict::Required, Verdict::NotRequired));
    assert_eq!(
        (change.clauses_before, change.clauses_after),
        (vec!["3(2)".to_owned()], Vec::<String>::new())
    );
    assert!(change.after[0].contains("不足基础设施类500万元"), "{:?}", change.after);
}

#[test]
fn an_amount_of_district_money_is_the_share_of_the_total() {
    let library = Library::built_in().unwrap();
    let shandong = &library.find("shandong-profile").unwrap().rulebook;
    let verdict = |wan, share| classify(&new_project(wan, share), shandong);
    assert_eq!(verdict(2_000, Some(5_000)).verdict, Verdict::Required);
    assert_eq!(verdict(2_000, Some(4_999)).verdict, Verdict::NotRequired);
    assert_eq!(verdict(999, None).verdict, Verdict::NotRequired, "too little even if all of it were");
    let open = verdict(2_000, None);
    assert_eq!(open.verdict, Verdict::NeedsInformation);
    assert_eq!(open.missing, [crate::classification::Question::DistrictShare]);
    assert!(open.reasons[0].contains("50%"), "{:?}", open.reasons);
    let unknown = Facts { total_amount: None, ..new_project(0, Some(2_500)) };
    let open = classify(&unknown, shandong);
    assert_eq!(open.missing, [crate::classification::Question::Amount]);
    assert!(open.reasons[0].contains("4000万元"), "{:?}", open.reasons);
}

#[test]
fn an_increase_below_the_least_amount_does_not_count() {
    let text = changed("minimum = \"0元\"", "minimum = \"50万元\"");
    let rulebook = Rulebook::parse(&text).unwrap();
    let adjusting = |wan: u32| {
        let mut facts = Facts { application: stated(Application::Adjustment), ..new_project(1_000, None) };
        facts.adjustment.approved_district_budget = stated(Money::from_ten_thousand_yuan(100));
        facts.adjustment.requested_increase = stated(Money::from_ten_thousand_yuan(wan));
        facts.adjustment.ordered_by_higher_level = stated(Money::ZERO);
        facts
    };
    assert_eq!(classify(&adjusting(49), &yunxi()).verdict, Verdict::Required);
    let under = classify(&adjusting(49), &rulebook);
    assert_eq!(under.verdict, Verdict::NotRequired);
    assert!(
        under.reasons.iter().any(|reason| reason.contains("不足最低增加额50万元")),
        "{:?}",
        under.reasons
    );
    assert_eq!(classify(&adjusting(50), &rulebook).verdict, Verdict::Required);
    let mut open = adjusting(50);
    open.adjustment.requested_increase = None;
    assert_eq!(classify(&open, &rulebook).verdict, Verdict::NeedsInformation);
}

#[test]
fn a_book_may_have_three_outcomes_and_no_grades_or_one_grade_with_two_outcomes() {
    let library = Library::built_in().unwrap();
    let ruling = |id: &str, text: &str| {
        let mean = Mean::of([Score::parse(text).unwrap()]).unwrap();
        let ruling = library.find(id).unwrap().rulebook.ruling(mean).unwrap();
        (ruling.grade.map(|grade| grade.label), ruling.outcome.label, ruling.outcome.effect)
    };
    for (text, outcome, effect) in [
        ("85", "予以支持", Effect::Supported),
        ("84.99", "部分支持", Effect::Supported),
        ("59.99", "不予支持", Effect::Excluded),
    ] {
        assert_eq!(ruling("tongzhou-profile", text), (None, outcome.to_owned(), effect));
    }
    for (text, grade, outcome, effect) in [
        ("90", "优", "支持", Effect::Supported),
        ("89.5", "良", "调整完善后支持", Effect::ReviseAndResubmit),
        ("70", "中", "调整完善后支持", Effect::ReviseAndResubmit),
        ("69.99", "中", "不予支持", Effect::Excluded),
        ("59.99", "差", "不予支持", Effect::Excluded),
    ] {
        let expected = (Some(grade.to_owned()), outcome.to_owned(), effect);
        assert_eq!(ruling("shandong-profile", text), expected, "{text}");
    }
}
