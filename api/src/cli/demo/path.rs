//! The path of the demonstration, step by step over the HTTP API.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, FixedOffset, Utc};
use domain::actor::Actor;
use domain::score::Score;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Value, json};

use super::super::Failure;
use super::client::{Client, at, text_at};
use super::scenario::{Deduction, Evidence, Scenario};

/// Who takes part, with their tokens, by key.
#[derive(Default)]
pub(super) struct Cast {
    parts: BTreeMap<String, (String, String)>,
}

impl Cast {
    /// Adds somebody.
    pub(super) fn add(&mut self, key: &str, actor: &Actor, token: String) {
        self.parts.insert(key.to_owned(), (actor.id.to_string(), token));
    }

    /// The token of a part.
    pub(super) fn token(&self, key: &str) -> Result<&str, Failure> {
        self.parts.get(key).map(|(_, token)| token.as_str()).ok_or_else(|| nobody(key))
    }

    fn id(&self, key: &str) -> Result<&str, Failure> {
        self.parts.get(key).map(|(id, _)| id.as_str()).ok_or_else(|| nobody(key))
    }
}

fn nobody(key: &str) -> Failure {
    Failure(format!("演示脚本中没有{key}"))
}

/// What the demonstration ends with.
pub(super) struct Finished {
    /// The evaluation.
    pub(super) evaluation: String,
    /// The confirmed result.
    pub(super) result: Value,
    /// The report as HTML.
    pub(super) report: String,
    /// Whether the object may enter the next budget step.
    pub(super) budget_entry: Value,
}

/// Takes the subject through all stages.
pub(super) async fn walk(
    client: &Client,
    cast: &Cast,
    scenario: &Scenario,
    now: DateTime<Utc>,
) -> Result<Finished, Failure> {
    let mut walk = Walk::open(client, cast, scenario, now).await?;
    walk.prepare().await?;
    walk.collect().await?;
    walk.score_preliminarily().await?;
    walk.meet().await?;
    walk.report().await?;
    walk.conclude().await
}

struct Walk<'a> {
    client: &'a Client,
    cast: &'a Cast,
    scenario: &'a Scenario,
    today: DateTime<FixedOffset>,
    subject: String,
    evaluation: String,
    version: Option<u64>,
    /// The weights of the indicators, once the notice is issued.
    weights: BTreeMap<String, Score>,
}

impl<'a> Walk<'a> {
    async fn open(
        client: &'a Client,
        cast: &'a Cast,
        scenario: &'a Scenario,
        now: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let today = FixedOffset::east_opt(8 * 3600)
            .map_or_else(|| now.fixed_offset(), |beijing| now.with_timezone(&beijing));
        let organiser = cast.token("organiser")?;
        let subjects = client.get(organiser, "/subjects?verdict=required").await?.body;
        let subject = at(&subjects, "/subjects")
            .as_array()
            .into_iter()
            .flatten()
            .find(|subject| text_at(subject, "/name") == scenario.subject)
            .ok_or_else(|| Failure(format!("清单中没有应评估的{}", scenario.subject)))?;
        let subject_id = text_at(subject, "/id").to_owned();
        let path = format!("/subjects/{subject_id}/evaluations");
        let body = json!({ "budget_year": today.year() + 1 });
        let opened = client
            .change(Method::POST, organiser, &path, at(subject, "/version").as_u64(), Some(&body))
            .await?;
        let evaluation = text_at(&opened.body, "/id").to_owned();
        let version = opened.version;
        let weights = BTreeMap::new();
        Ok(Self { client, cast, scenario, today, subject: subject_id, evaluation, version, weights })
    }

    /// Gives a command as somebody and remembers the new version.
    async fn step(&mut self, who: &str, command: &str, body: Option<Value>) -> Result<Value, Failure> {
        let path = format!("/evaluations/{}/{command}", self.evaluation);
        let token = self.cast.token(who)?;
        let answer = self.client.change(Method::POST, token, &path, self.version, body.as_ref()).await?;
        self.version = answer.version;
        Ok(answer.body)
    }

    /// Uploads a paper that stands for the real one, and returns its digest.
    async fn upload(&self, title: &str) -> Result<String, Failure> {
        let name = format!("{title}.txt");
        let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
        let path = format!("/evaluations/{}/files?name={name}", self.evaluation);
        let content = format!("{title}\n\n本文件只作演示，代替申报单位的正式资料。\n");
        let answer = self.client.upload(self.cast.token("applicant")?, &path, content.as_bytes()).await?;
        Ok(text_at(&answer.body, "/digest").to_owned())
    }

    fn day(&self, later: u64) -> String {
        let day = self.today.date_naive();
        day.checked_add_days(Days::new(later)).unwrap_or(day).to_string()
    }

    async fn prepare(&mut self) -> Result<(), Failure> {
        let group = json!({ "leader": self.cast.id("leader")?, "members": [self.cast.id("clerk")?] });
        self.step("organiser", "form-working-group", Some(group)).await?;
        let mut members = Vec::new();
        for expert in &self.scenario.expert {
            members.push(json!({ "expert": self.cast.id(&expert.key)?, "kind": expert.kind }));
        }
        self.step("organiser", "appoint-panel", Some(json!({ "members": members }))).await?;
        self.step("organiser", "complete-organisation", None).await?;
        let plan = json!({ "contents": self.scenario.plan.contents, "methods": self.scenario.plan.methods });
        self.step("leader", "draft-plan", Some(plan)).await?;
        self.step("organiser", "approve-plan", None).await?;
        let deputy = json!({ "deputy": self.cast.id("deputy")? });
        self.step("organiser", "invite-deputy", Some(deputy)).await?;
        let mut notice = self.scenario.notice.clone();
        notice.insert("material_due".to_owned(), self.day(15));
        let issued = self.step("organiser", "issue-notice", Some(json!(notice))).await?;
        for indicator in at(&issued, "/round/indicators").as_array().into_iter().flatten() {
            let weight = Score::parse(text_at(indicator, "/weight"));
            let weight = weight.map_err(|error| Failure(error.to_string()))?;
            self.weights.insert(text_at(indicator, "/code").to_owned(), weight);
        }
        Ok(())
    }

    async fn collect(&mut self) -> Result<(), Failure> {
        let scenario = self.scenario;
        for (item, title) in &scenario.materials {
            let digest = self.upload(title).await?;
            let material = json!({ "item": item, "title": title, "digest": digest });
            self.step("applicant", "submit-material", Some(material)).await?;
            self.step("clerk", "accept-material", Some(json!({ "item": item }))).await?;
        }
        let waiver = json!({ "item": scenario.waiver.item, "reason": scenario.waiver.reason });
        self.step("clerk", "request-waiver", Some(waiver)).await?;
        self.step("organiser", "approve-waiver", Some(json!({ "item": scenario.waiver.item }))).await?;
        let request = json!({ "text": scenario.supplement.text, "due": self.day(5) });
        self.step("clerk", "request-supplement", Some(request)).await?;
        let answer = json!({ "number": 1, "answer": scenario.supplement.answer });
        self.step("applicant", "answer-supplement", Some(answer)).await?;
        let visit = &scenario.site_visit;
        let visit = json!({
            "on": self.day(0),
            "place": visit.place,
            "participants": visit.participants,
            "findings": visit.findings,
            "explanations": visit.explanations,
        });
        self.step("leader", "record-site-visit", Some(visit)).await?;
        self.gather().await?;
        self.step("leader", "complete-collection", None).await?;
        Ok(())
    }

    /// Fills the registers that the marks rest on.
    async fn gather(&mut self) -> Result<(), Failure> {
        let Evidence { inquiry, cross_check, comparison, red_flag } = &self.scenario.evidence;
        for entry in inquiry {
            let mut body = entry.clone();
            body.insert("on".to_owned(), self.day(0));
            self.step("clerk", "record-inquiry", Some(json!(body))).await?;
        }
        let sources = [
            json!({ "material": cross_check.material }),
            json!({ "inquiry": 1 }),
            json!({ "site_visit": true }),
        ];
        let body = json!({
            "claim": cross_check.claim,
            "sources": sources,
            "contradiction": cross_check.contradiction,
        });
        self.step("leader", "record-cross-check", Some(body)).await?;
        let resolution = json!({ "number": 1, "resolution": cross_check.resolution });
        self.step("leader", "resolve-contradiction", Some(resolution)).await?;
        for entry in comparison {
            self.step("clerk", "record-comparison", Some(json!(entry))).await?;
        }
        let flag = json!({ "point": red_flag.point, "text": red_flag.text });
        self.step("leader", "raise-red-flag", Some(flag)).await?;
        Ok(())
    }

    async fn score_preliminarily(&mut self) -> Result<(), Failure> {
        let marks = marks(&self.weights, &self.scenario.preliminary)?;
        for (indicator, (score, reason)) in marks {
            let reason = if reason.is_empty() { "资料齐全，符合要求".to_owned() } else { reason };
            let body = json!({
                "indicator": indicator,
                "score": score,
                "basis": "申报资料、现场调研记录",
                "points": "按评分表所列要点逐项核对",
                "evidence": [{ "material": "M01" }, { "material": "M07" }, { "material": "M12" }, { "site_visit": true }],
                "reason": reason,
            });
            self.step("leader", "score-preliminary", Some(body)).await?;
        }
        let request = &self.scenario.argument_request;
        let question = json!({ "indicator": request.indicator, "question": request.question });
        self.step("leader", "raise-argument-request", Some(question)).await?;
        self.step("organiser", "convene-meeting", None).await?;
        Ok(())
    }

    async fn meet(&mut self) -> Result<(), Failure> {
        let scenario = self.scenario;
        let answer = json!({ "number": 1, "answer": scenario.argument_request.answer });
        self.step("expert6", "answer-argument-request", Some(answer)).await?;
        for expert in &scenario.expert {
            self.fill_in_sheet(&expert.key).await?;
        }
        let meeting = &scenario.meeting;
        let record = json!({
            "on": self.day(0),
            "place": meeting.place,
            "attendees": meeting.attendees,
            "unit_report": meeting.unit_report,
            "preliminary_report": meeting.preliminary_report,
            "discussion": meeting.discussion,
        });
        self.step("clerk", "record-meeting", Some(record)).await?;
        let answer = json!({ "number": 1, "answer": scenario.evidence.red_flag.answer });
        self.step("clerk", "answer-red-flag", Some(answer)).await?;
        self.step("expert1", "draft-opinion", Some(json!({ "text": scenario.opinion.text }))).await?;
        for expert in &scenario.expert {
            let dissent = (expert.key == "expert6").then_some(&scenario.opinion.dissent);
            self.step(&expert.key, "sign-opinion", Some(json!({ "dissent": dissent }))).await?;
        }
        let opinion = json!({ "text": scenario.deputy_opinion.text });
        self.step("deputy", "submit-deputy-opinion", Some(opinion)).await?;
        self.step("leader", "conclude-meeting", None).await?;
        Ok(())
    }

    async fn fill_in_sheet(&self, expert: &str) -> Result<(), Failure> {
        let token = self.cast.token(expert)?;
        let deductions = self.scenario.marks.get(expert).ok_or_else(|| nobody(expert))?;
        let marks: Vec<Value> = marks(&self.weights, deductions)?
            .into_iter()
            .map(|(indicator, (score, reason))| json!({ "indicator": indicator, "score": score, "reason": reason }))
            .collect();
        let path = format!("/evaluations/{}/sheets/mine", self.evaluation);
        let body = json!({ "marks": marks });
        let saved = self.client.change(Method::PUT, token, &path, Some(0), Some(&body)).await?;
        self.client.change(Method::POST, token, &format!("{path}/lock"), saved.version, None).await?;
        Ok(())
    }

    async fn report(&mut self) -> Result<(), Failure> {
        let scenario = self.scenario;
        for (section, text) in &scenario.report {
            let body = json!({ "section": section, "text": text });
            self.step("leader", "write-report-section", Some(body)).await?;
        }
        self.step("leader", "sign-report", None).await?;
        self.step("clerk", "sign-report", None).await?;
        Ok(())
    }

    async fn conclude(mut self) -> Result<Finished, Failure> {
        let scenario = self.scenario;
        let support = &scenario.support;
        let confirmation = json!({
            "recommended_amount_wan": support.recommended_amount_wan,
            "reason": support.reason,
            "conditions": [{ "text": support.condition, "due": self.day(30) }],
        });
        self.step("confirmer", "confirm-result", Some(confirmation)).await?;
        let organiser = self.cast.token("organiser")?;
        let batch = json!({ "number": scenario.batch, "items": [self.evaluation] });
        let made = self.client.change(Method::POST, organiser, "/batches", None, Some(&batch)).await?;
        let path = format!("/batches/{}/send", text_at(&made.body, "/id"));
        let sending = json!({ "on": self.day(0) });
        self.client.change(Method::POST, organiser, &path, made.version, Some(&sending)).await?;
        // Sending moved the case on.
        let path = format!("/evaluations/{}", self.evaluation);
        self.version = at(&self.client.get(organiser, &path).await?.body, "/version").as_u64();
        self.step("bureau", "accept", None).await?;
        let report = json!({ "number": 1, "text": support.report });
        self.step("applicant", "report-condition", Some(report)).await?;
        self.step("organiser", "settle-condition", Some(json!({ "number": 1 }))).await?;
        let bureau = self.cast.token("bureau")?;
        let path = format!("/evaluations/{}", self.evaluation);
        // The unit itself reads the result: the embargo is over.
        let applicant = self.cast.token("applicant")?;
        let result = self.client.get(applicant, &format!("{path}/result")).await?.body;
        let report = self.client.text(bureau, &format!("{path}/report.html")).await?;
        let path = format!("/subjects/{}/budget-entry", self.subject);
        let budget_entry = self.client.get(applicant, &path).await?.body;
        Ok(Finished { evaluation: self.evaluation, result, report, budget_entry })
    }
}

/// Full marks less the deductions, by indicator, with the reasons.
fn marks(
    weights: &BTreeMap<String, Score>,
    deductions: &BTreeMap<String, Deduction>,
) -> Result<BTreeMap<String, (String, String)>, Failure> {
    let mut marks = BTreeMap::new();
    for (indicator, weight) in weights {
        let (score, reason) = match deductions.get(indicator) {
            None => (*weight, String::new()),
            Some((points, reason)) => {
                let points = Score::parse(points).map_err(|error| Failure(error.to_string()))?;
                let left = weight.hundredths().checked_sub(points.hundredths());
                let score = left.and_then(Score::from_hundredths);
                let score = score.ok_or_else(|| Failure(format!("演示脚本中{indicator}的扣分过多")))?;
                (score, reason.clone())
            }
        };
        marks.insert(indicator.clone(), (score.to_string(), reason));
    }
    Ok(marks)
}
