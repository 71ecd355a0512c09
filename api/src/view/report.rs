//! The evaluation report (Art. 15) as its template takes it: everything is text, formatted here.

use domain::classification::Certainty;
use domain::evaluation::{Evaluation, OrganiserRating, Round, SiteVisit, deciding_score, panel_score_of};
use domain::panel::expert_label;
use domain::rulebook::{Carrier, IndicatorTree, Rulebook, ScoringRule};
use domain::score::{Mean, Score};
use domain::scoring::Sheet;
use domain::subject::Subject;
use poem_openapi::types::ToJSON;
use serde_json::{Value, json};

use super::evidence::EvidenceView;
use super::statistics::{StatisticsSight, StatisticsView};
use super::{day, moment};

/// What ties the paper to the records.
pub struct Provenance {
    /// The hash of the journal's last entry.
    pub journal_head: String,
    /// When the paper is made, already written out.
    pub generated_at: String,
}

/// The view of the report on a round.
pub fn evaluation_report(
    evaluation: &Evaluation,
    round: &Round,
    subject: &Subject,
    rulebook: &Rulebook,
    provenance: &Provenance,
) -> Value {
    json!({
        "title": format!("{}事前绩效评估报告", evaluation.subject.name),
        "place": rulebook.measure.place,
        "bases": bases(round, rulebook),
        "organiser": round.organiser.organisation,
        "third_party": round.third_party.as_ref().map(|commission| &commission.firm),
        "round": format!("第{}轮（{}）", round.number, round.kind.label()),
        "rulebook": format!("{}（{}）", rulebook.measure.title, rulebook.measure.document_number),
        "dates": dates(round),
        "subject": subject_view(evaluation, subject),
        "methods": methods(round),
        "plan": plan(round),
        "working_group": round
            .working_group
            .iter()
            .flat_map(|group| group.everybody())
            .map(|person| format!("{}（{}）", person.post, person.organisation))
            .collect::<Vec<_>>(),
        "panel": round
            .panel
            .members
            .iter()
            .map(|member| json!({
                "post": member.person.post,
                "kind": member.kind.label(),
                "organisation": member.person.organisation,
            }))
            .collect::<Vec<_>>(),
        "sections": sections(round, rulebook),
        "scores": scores(evaluation, round, rulebook),
        "evidence": EvidenceView::whole(round, evaluation.subject.object, rulebook).to_json(),
        "annexes": annexes(round),
        "signatures": signatures(round),
        "footer": {
            "evaluation_id": evaluation.id.to_string(),
            "journal_head": provenance.journal_head,
            "generated_at": provenance.generated_at,
        },
    })
}

fn bases(round: &Round, rulebook: &Rulebook) -> Vec<String> {
    let mut bases: Vec<String> = rulebook.measure.based_on.clone();
    bases.push(format!("{}（{}）", rulebook.measure.title, rulebook.measure.document_number));
    if let Some(notice) = &round.notice {
        bases.push(format!("《事前绩效评估通知书》（{}）", notice.document_number));
    }
    bases
}

fn dates(round: &Round) -> Vec<Value> {
    let mut dates = vec![json!({ "label": "立项评估", "date": moment(round.opened_at) })];
    if let Some(notice) = &round.notice {
        dates.push(json!({ "label": "下达通知书", "date": moment(notice.issued_at) }));
    }
    if let Some(SiteVisit::Recorded { on, .. }) = &round.site_visit {
        dates.push(json!({ "label": "现场调研", "date": day(*on) }));
    }
    if let Some(meeting) = &round.meeting {
        dates.push(json!({ "label": "正式评估会", "date": day(meeting.on) }));
    }
    if let Some(result) = &round.result {
        dates.push(json!({ "label": "认定结果", "date": moment(result.confirmed_at) }));
    }
    dates
}

fn subject_view(evaluation: &Evaluation, subject: &Subject) -> Value {
    let facts = &subject.facts;
    let determination = &subject.determination;
    let class = facts.class.as_ref().map_or("", |class| class.value.label());
    let application = facts.application.as_ref().map_or("未说明申请事项", |fact| fact.value.label());
    json!({
        "name": evaluation.subject.name,
        "kind": match class {
            "" => evaluation.subject.object.label().to_owned(),
            class => format!("{}（{class}）", evaluation.subject.object.label()),
        },
        "applicant": evaluation.subject.applicant,
        "implementing_unit": subject.declaration.unit,
        "total_amount": facts
            .total_amount
            .as_ref()
            .map_or_else(|| "未申报".to_owned(), |amount| amount.value.to_string()),
        "content": or_unstated(&subject.declaration.content),
        "application": format!("{application}，申请列入{}年度预算", evaluation.budget_year),
        "funding": facts
            .funding
            .iter()
            .map(|source| json!({
                "source": format!("{}（{}）", source.words, source.level.label()),
                "amount": match (source.amount, source.share) {
                    (Some(amount), _) => Some(amount.to_string()),
                    (None, Some(share)) => Some(share.to_string()),
                    (None, None) => None,
                },
                "certainty": certainty(source.certainty),
            }))
            .collect::<Vec<_>>(),
        "determination": {
            "verdict": determination.verdict.label(),
            "clauses": determination
                .findings
                .iter()
                .filter(|finding| finding.truth == domain::classification::Truth::True)
                .map(|finding| json!({ "article": finding.article, "text": format!("{}。", unpunctuated(&finding.why)) }))
                .collect::<Vec<_>>(),
        },
    })
}

fn or_unstated(text: &str) -> &str {
    if text.trim().is_empty() { "未申报" } else { text }
}

fn certainty(certainty: Certainty) -> Option<&'static str> {
    (certainty != Certainty::Unstated).then(|| certainty.label())
}

/// The four ways that Art. 8 names; whatever else a plan lists is a method.
const WAYS: [&str; 4] = ["专家咨询", "现场调研", "座谈交流", "问卷调查"];

fn methods(round: &Round) -> Value {
    let chosen = round.plan.as_ref().map_or(&[][..], |plan| plan.methods.as_slice());
    let (ways, methods): (Vec<&String>, Vec<&String>) =
        chosen.iter().partition(|name| WAYS.contains(&name.as_str()));
    let text = match &round.site_visit {
        Some(SiteVisit::Skipped { reason }) => {
            Some(format!("本轮未开展现场调研，理由：{}。", unpunctuated(reason)))
        }
        Some(SiteVisit::Recorded { on, place, findings, explanations, .. }) => Some(format!(
            "{}在{place}开展现场调研。核实情况：{}。申报单位解释和答复：{}。",
            day(*on),
            unpunctuated(findings),
            unpunctuated(explanations),
        )),
        None => None,
    };
    json!({ "ways": ways, "methods": methods, "text": text })
}

/// A text that a sentence goes on after.
fn unpunctuated(text: &str) -> &str {
    text.trim().trim_end_matches(['。', '；', '.', ';'])
}

fn plan(round: &Round) -> Vec<Value> {
    round
        .plan
        .iter()
        .flat_map(|plan| plan.contents.entries())
        .map(|(_, title, text)| json!({ "title": title, "text": text }))
        .collect()
}

fn sections(round: &Round, rulebook: &Rulebook) -> Vec<Value> {
    rulebook
        .report_sections
        .iter()
        .map(|section| {
            let text = round.report.get(&section.code).map_or("", |written| written.text.as_str());
            json!({
                "code": section.code,
                "title": section.title,
                "article": section.article,
                "paragraphs": paragraphs(text),
            })
        })
        .collect()
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The locked sheets of the present members, in the order of the panel, when every member has locked one.
fn locked_sheets(round: &Round) -> Option<Vec<&Sheet>> {
    let sheets: Vec<&Sheet> = round
        .panel
        .members
        .iter()
        .filter_map(|member| round.sheets.get(&member.person.actor))
        .filter(|sheet| sheet.locked_at.is_some())
        .collect();
    (!sheets.is_empty() && sheets.len() == round.panel.members.len()).then_some(sheets)
}

fn scores(evaluation: &Evaluation, round: &Round, rulebook: &Rulebook) -> Option<Value> {
    let sheets = locked_sheets(round)?;
    let rule = &rulebook.scoring;
    let totals: Vec<Score> = sheets.iter().filter_map(|sheet| sheet.locked_total()).collect();
    let panel = panel_score_of(round, rule)?;
    let deciding = deciding_score(round, rule);
    let shown = |mean: Mean| rule.shown(mean).to_string();
    let tree = rulebook.tree(evaluation.subject.object);
    // Whoever reads the report sees sheets and result.
    let statistics =
        StatisticsView::new(round, tree, rulebook, StatisticsSight { locked: true, result: true });
    let confirmed = round.result.as_ref();
    Some(json!({
        "experts": (1..=sheets.len()).map(expert_label).collect::<Vec<_>>(),
        "headings": headings(round, tree, &sheets),
        "totals": totals.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "awaits_rating": deciding.is_none().then_some("待评估组织部门评分。"),
        "final_score": deciding.map(shown),
        "basis": basis(rule),
        "exact_score": deciding.map(exact),
        "panel_score": shown(panel),
        "organiser_score": round.rating.as_ref().and_then(OrganiserRating::score).map(shown),
        "preliminary_total": round.preliminary_total().to_string(),
        "grade": confirmed.and_then(|result| result.grade.as_ref()).map(|grade| &grade.label),
        "outcome": confirmed.map(|result| &result.outcome.label),
        "insufficient_evidence": confirmed.is_some_and(|result| result.insufficient_evidence),
        "requested_amount": evaluation.subject.requested_amount.map(|amount| amount.to_string()),
        "recommended_amount": confirmed
            .and_then(|result| result.recommended_amount)
            .map(|amount| amount.to_string()),
        "result_reason": confirmed.and_then(|result| result.reason.as_ref()),
        "conditions": conditions(evaluation, round),
        "superseded": evaluation
            .superseding_round(round.number)
            .map(|later| format!("本轮结果由第{}轮（{}）取代", later.number, later.kind.label())),
        "how_sure": statistics.as_ref().map_or_else(Vec::new, StatisticsView::sentences),
        "statistics": statistics.and_then(|statistics| statistics.to_json()),
    }))
}

/// The conditions of the result, one line each.
fn conditions(evaluation: &Evaluation, round: &Round) -> Vec<String> {
    evaluation
        .conditions_of(round.number)
        .map(|condition| {
            let terms = &condition.terms;
            let standing = condition.standing().label();
            format!("{}（{}前，{standing}）", unpunctuated(&terms.text), day(terms.due))
        })
        .collect()
}

/// How the final score came about, in the words of the rulebook's settings.
fn basis(rule: &ScoringRule) -> String {
    let formed = match (rule.carried_by, &rule.kind_weights) {
        (Carrier::Organiser, _) => rule.carried_by.label().to_owned(),
        (Carrier::Panel, Some(weights)) => format!("各类专家平均分加权：{}", weights.label()),
        (Carrier::Panel, None) => rule.aggregation.label().to_owned(),
    };
    format!("{formed}，{}", rule.rounding.label())
}

fn exact(mean: Mean) -> String {
    let sum = mean.sum();
    format!("{}.{:02}÷{}", sum / 100, sum % 100, mean.count())
}

fn headings(round: &Round, tree: &IndicatorTree, sheets: &[&Sheet]) -> Vec<Value> {
    let empty = std::collections::BTreeMap::new();
    let weights = round.weights().unwrap_or(&empty);
    tree.headings
        .iter()
        .map(|heading| {
            let weight = heading
                .indicators
                .iter()
                .filter_map(|indicator| weights.get(&indicator.code))
                .try_fold(Score::ZERO, |total, weight| total.checked_add(*weight))
                .unwrap_or(Score::FULL);
            let totals = sheets.iter().filter_map(|sheet| {
                heading
                    .indicators
                    .iter()
                    .filter_map(|indicator| sheet.marks.get(&indicator.code))
                    .try_fold(Score::ZERO, |total, mark| total.checked_add(mark.score))
            });
            json!({
                "name": heading.name,
                "weight": weight.to_string(),
                "mean": Mean::of(totals).map_or_else(String::new, |mean| mean.to_string()),
                "indicators": heading
                    .indicators
                    .iter()
                    .map(|indicator| {
                        let marks: Vec<_> =
                            sheets.iter().filter_map(|sheet| sheet.marks.get(&indicator.code)).collect();
                        json!({
                            "code": indicator.code,
                            "name": indicator.name,
                            "weight": weights.get(&indicator.code).map(ToString::to_string),
                            "preliminary": round
                                .preliminary
                                .get(&indicator.code)
                                .map(|entry| entry.score.to_string()),
                            "mean": Mean::of(marks.iter().map(|mark| mark.score))
                                .map_or_else(String::new, |mean| mean.to_string()),
                            "marks": marks.iter().map(|mark| mark.score.to_string()).collect::<Vec<_>>(),
                            "reasons": marks
                                .iter()
                                .map(|mark| mark.reason.trim())
                                .filter(|reason| !reason.is_empty())
                                .collect::<Vec<_>>(),
                        })
                    })
                    .collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn annexes(round: &Round) -> Value {
    let expert_name = |expert| {
        let position = round.panel.members.iter().position(|member| member.person.actor == expert);
        position.map_or_else(|| "已退出的专家".to_owned(), |index| expert_label(index + 1))
    };
    json!({
        "materials": round
            .checklist
            .values()
            .map(|item| json!({
                "name": item.name,
                "state": item.status.label(),
                "digest": item.materials.last().map(|material| &material.digest),
            }))
            .collect::<Vec<_>>(),
        "opinion": round.opinion.as_ref().map(|opinion| json!({
            "paragraphs": paragraphs(&opinion.text),
            "dissents": opinion
                .signatures
                .iter()
                .filter_map(|signature| {
                    let text = signature.dissent.as_ref()?;
                    Some(json!({ "expert": expert_name(signature.expert), "text": text }))
                })
                .collect::<Vec<_>>(),
        })),
        "deputies": round
            .deputies
            .iter()
            .filter_map(|deputy| {
                let text = deputy.opinion.as_ref()?;
                Some(json!({
                    "post": deputy.person.post,
                    "text": text,
                    "suggestions": deputy.suggestions,
                }))
            })
            .collect::<Vec<_>>(),
    })
}

fn signatures(round: &Round) -> Vec<Value> {
    let group = round.working_group.iter().flat_map(|group| group.everybody()).map(|person| {
        let signed = round.report_signatures.iter().find(|signature| signature.person.actor == person.actor);
        json!({
            "post": format!("评估工作组：{}", person.post),
            "date": signed.map(|signature| moment(signature.signed_at)),
        })
    });
    let confirmer = round.result.as_ref().map(|result| {
        json!({
            "post": format!("认定人：{}", result.confirmed_by.post),
            "date": moment(result.confirmed_at),
        })
    });
    group.chain(confirmer).collect()
}
