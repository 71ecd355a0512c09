use super::*;

const GOOD: &str = "1\t甲路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t";

/// Reads a good row, then `row`, then another good row, and returns the issues of the middle one.
fn between_good_rows(row: &str) -> Vec<RowIssue> {
    let text = list(&[GOOD, row, "3\t丙路\t新建\t住建局\t700\t道路\t年内\t财政统筹\t"]);
    let (projects, issues, _) = read_list(text.as_bytes());
    let names: Vec<_> = projects.iter().map(|project| project.name.as_str()).collect();
    assert!(names.starts_with(&["甲路"]) && names.ends_with(&["丙路"]), "good rows are kept: {names:?}");
    issues.into_iter().filter(|issue| issue.line == 3).collect()
}

#[test]
fn each_bad_cell_is_an_error_naming_row_column_and_reason() {
    for (row, code, column) in [
        ("2\t\t新建\t住建局\t900\t道路\t年内\t财政统筹\t", "name_missing", Some("项目名称")),
        ("\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t", "number_missing", Some("序号")),
        ("乙\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t", "number_invalid", Some("序号")),
        ("1\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t", "number_duplicate", Some("序号")),
        ("2\t乙路\t拆掉\t住建局\t900\t道路\t年内\t财政统筹\t", "nature_unknown", Some("建设性质")),
        ("2\t乙路\t新建\t住建局\t\t道路\t年内\t财政统筹\t", "amount_missing", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t-900\t道路\t年内\t财政统筹\t", "amount_negative", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t约900\t道路\t年内\t财政统筹\t", "amount_not_a_number", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t0\t道路\t年内\t财政统筹\t", "amount_zero", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t100000000.01\t道路\t年内\t财政统筹\t", "amount_absurd", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t9.0000001\t道路\t年内\t财政统筹\t", "amount_too_precise", Some("总投资")),
        ("2\t乙路\t新建\t住建局\t900\t道路\t年内\t财政投入101%\t", "share_above_whole", Some("资金来源")),
        ("2\t乙路\t新建\t住建局\t900\t道路\t年内\t自筹60%+财政41%\t", "shares_above_whole", Some("资金来源")),
        ("2\t乙路\t新建\t住建局\t900\t道路\t年内\t财政901万元\t", "funding_above_total", Some("资金来源")),
        (
            "2\t乙路\t新建\t住建局\t900\t道路\t年内\t省级500万元+财政401万元\t",
            "funding_above_total",
            Some("资金来源"),
        ),
        ("2\t乙路\t新建", "columns_missing", None),
        ("2\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t\t多", "columns_extra", None),
    ] {
        let issues = between_good_rows(row);
        let errors: Vec<_> = issues.iter().filter(|issue| issue.severity == Severity::Error).collect();
        assert_eq!(errors.len(), 1, "{row}: {issues:?}");
        assert_eq!((errors[0].code, errors[0].column.as_deref()), (code, column), "{row}");
        assert!(errors[0].message.starts_with("第3行"), "{}", errors[0].message);
        assert!(column.is_none_or(|column| errors[0].message.contains(column)));
    }
}

#[test]
fn what_can_be_asked_is_a_hint_and_the_row_comes_through() {
    for (row, code) in [
        ("2\t乙路\t新建\t待定\t900\t道路\t年内\t财政统筹\t", "unit_undecided"),
        ("2\t乙路\t新建\t甲乙丙\t900\t道路\t年内\t财政统筹\t", "unit_unknown"),
        ("2\t乙路\t\t住建局\t900\t道路\t年内\t财政统筹\t", "nature_missing"),
        ("2\t乙路\t新建\t住建局\t900\t道路\t年内\t\t", "funding_missing"),
    ] {
        let issues = between_good_rows(row);
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!((issues[0].code, issues[0].severity), (code, Severity::Hint));
        let (projects, _, summary) = read_list(list(&[GOOD, row]).as_bytes());
        assert_eq!((projects.len(), summary.issues, summary.hints), (2, 0, 1));
    }
    let gap = list(&[GOOD, "4\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t"]);
    let (projects, issues, _) = read_list(gap.as_bytes());
    assert_eq!((projects.len(), codes(&issues)), (2, vec![(3, "number_gap")]));
    assert!(issues[0].message.contains("从1跳到了4"), "{}", issues[0].message);
}

#[test]
fn a_lost_row_still_uses_its_number() {
    let after = "3\t丙路\t新建\t住建局\t700\t道路\t年内\t财政统筹\t";
    for lost in ["2\t乙路", "2\t乙路\t新建\t住建局\t多\t道路\t年内\t财政统筹\t"] {
        let (_, issues, _) = read_list(list(&[GOOD, lost, after]).as_bytes());
        assert_eq!(issues.len(), 1, "no gap is reported besides: {issues:?}");
    }
}

#[test]
fn several_faults_of_one_row_are_all_named() {
    let issues = between_good_rows("x\t\t拆\t待定\t多\t道路\t年内\t财政统筹\t");
    let found: Vec<_> = issues.iter().map(|issue| issue.code).collect();
    assert_eq!(found, ["number_invalid", "name_missing", "nature_unknown", "amount_not_a_number"]);
}

#[test]
fn a_list_without_a_usable_header_says_so() {
    let (projects, issues, _) = read_list("某区投资计划\n1\t甲路\t新建\n".as_bytes());
    assert!(projects.is_empty());
    assert_eq!(codes(&issues), [(2, "before_header")]);
    assert_eq!(codes(&read_list(b"").1), [(1, "header_missing")]);
    assert_eq!(codes(&read_list("只有标题\n".as_bytes()).1), [(1, "header_missing")]);
    let no_funding = "序号\t项目名称\t建设性质\t建设单位\t总投资(万元)\n1\t甲路\t新建\t住建局\t900\n";
    assert_eq!(codes(&read_list(no_funding.as_bytes()).1), [(1, "column_missing"), (2, "column_missing")]);
}

#[test]
fn an_unknown_money_unit_is_an_error_of_every_row_under_it() {
    for unit in ["(千元)", "（美元）", ""] {
        let text =
            list(&[GOOD, "2\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t"]).replace("(万元)", unit);
        let (projects, issues, _) = read_list(text.as_bytes());
        assert!(projects.is_empty());
        assert_eq!(codes(&issues), [(2, "amount_unit_unknown"), (3, "amount_unit_unknown")], "{unit}");
    }
    let yuan = list(&[&GOOD.replace("900", "9000000")]).replace("(万元)", "（ 元 ）");
    assert_eq!(read_list(yuan.as_bytes()).0[0].amount, Money::from_ten_thousand_yuan(900));
}

#[test]
fn columns_are_found_by_their_names() {
    let text = "备注\t项目 名称\t无关\t总投资（亿元）\t资金来源\t建设单位\t序号\t建设性质\n\t甲路\t?\t0.09\t财政统筹\t住建局\t１\t新建\n";
    let (projects, issues, _) = read_list(text.as_bytes());
    assert_eq!(issues, []);
    assert_eq!((projects[0].number, projects[0].name.as_str()), (1, "甲路"));
    assert_eq!(projects[0].amount, Money::from_ten_thousand_yuan(900));
}

#[test]
fn a_file_that_ends_in_the_middle_of_a_row_is_called_incomplete() {
    let whole = list(&[GOOD, "2\t乙路\t新建\t住建局\t900\t道路\t年内\t财政统筹\t"]);
    let (projects, issues, _) = read_list(whole.trim_end_matches('\n').as_bytes());
    assert_eq!((projects.len(), issues.len()), (2, 0), "a missing last line feed alone is no fault");
    let cut = whole.find("年内\t财政统筹\t\n2").unwrap() + "年内\t财政统筹\t\n2\t乙路".len();
    let (projects, issues, _) = read_list(&whole.as_bytes()[..cut]);
    assert_eq!((projects.len(), codes(&issues)), (1, vec![(3, "file_truncated")]));
    let (_, issues, _) = read_list(&whole.as_bytes()[..cut - 1]);
    assert_eq!(codes(&issues), [(3, "file_truncated")], "in the middle of a character");
    assert!(issues[0].message.contains("文件可能不完整"));
}

#[test]
fn a_part_that_announces_another_number_of_projects_is_an_error() {
    let text = format!("{HEADER}一、甲类（3个）\n(一) 乙类(1个)\n{GOOD}\n二、丙类（1项）\n{GOOD}\n");
    let (projects, issues, summary) = read_list(text.as_bytes());
    assert_eq!((projects.len(), codes(&issues)), (2, vec![(5, "count_mismatch")]));
    assert!(issues[0].message.contains("3个") && issues[0].message.contains("1行"), "{}", issues[0].message);
    assert_eq!(summary.sections.len(), 2);
    let last = format!("{HEADER}一、甲类（2个）\n{GOOD}\n");
    assert_eq!(codes(&read_list(last.as_bytes()).1), [(3, "count_mismatch")]);
}

#[test]
fn total_rows_titles_and_blank_lines_are_no_projects() {
    let text = format!(
        "2023年某区计划\t\t\n单位：万元\t\n\n{HEADER}{GOOD}\n\t\t\t\n2023年某区计划\n{HEADER}合计\t\t\t\t900\t\t\t\t\n"
    );
    let (projects, issues, _) = read_list(text.as_bytes());
    assert_eq!((projects.len(), issues.len()), (1, 0), "{issues:?}");
}

#[test]
fn only_small_neighbours_of_one_place_and_kind_are_siblings() {
    let row = |number: u32, name: &str, nature: &str, unit: &str, amount: &str| {
        format!("{number}\t{name}\t{nature}\t{unit}\t{amount}\t道路\t年内\t财政统筹\t")
    };
    let joined = |rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (projects, _, _) = read_list(list(&rows).as_bytes());
        projects.iter().filter(|project| project.facts.possible_parts.is_some()).count()
    };
    let phases = |nature: &str, unit: &str, amount: &str| {
        joined(&[
            row(1, "滨湖路改造一期工程", "改建", "住建局", "250"),
            row(2, "滨湖路改造二期工程", nature, unit, amount),
        ])
    };
    assert_eq!(phases("改建", "住建局", "150"), 2, "together exactly the threshold");
    assert_eq!(phases("改建", "住建局", "149.99"), 0, "together below it");
    assert_eq!(phases("改建", "住建局", "400"), 0, "one is large enough by itself");
    assert_eq!(phases("新建", "住建局", "300"), 0);
    assert_eq!(phases("改建", "城管局", "300"), 0);
    let places = [
        row(1, "云溪区东山村道路硬化项目", "新建", "交通局", "250"),
        row(2, "云溪区西河村道路硬化项目", "新建", "交通局", "250"),
    ];
    assert_eq!(joined(&places), 0, "the district is no place within the district");
    let begin_alike = [
        row(1, "云溪街道道路硬化项目", "新建", "交通局", "250"),
        row(2, "云溪一中道路硬化项目", "新建", "交通局", "250"),
    ];
    assert_eq!(joined(&begin_alike), 0, "part of the district's name is no place either");
}
