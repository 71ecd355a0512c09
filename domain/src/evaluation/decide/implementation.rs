//! 评估实施 (Art. 14): material, site visit, marks, meeting and opinions.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::evidence::{check_files, check_visit_files};
use super::{Case, checks};
use crate::evaluation::event::{CollectionChange, MeetingChange, SheetChange};
use crate::evaluation::evidence::{EvidenceLink, VisitFile};
use crate::evaluation::records::{ChecklistItem, Deputy, MaterialStatus, SiteVisit, Supplement};
use crate::evaluation::rejection::Rejection;
use crate::evaluation::state::Person;
use crate::id::ActorId;
use crate::issue::Issue;
use crate::score::Score;
use crate::scoring::{Mark, Sheet, lock_issues, mark_issues, score_issue};

const MATERIAL_ARTICLE: &str = "第十四条第（一）项";
const SCORING_ARTICLE: &str = "第十四条第（三）项";
const MEETING_ARTICLE: &str = "第十四条第（四）项";

impl Case<'_> {
    fn item(&self, code: &str) -> Result<&ChecklistItem, Rejection> {
        self.evaluation.round.checklist.get(code).ok_or_else(|| {
            let message = format!("资料清单中没有第{code}项，请按通知书所附资料清单填写");
            checks::refuse(MATERIAL_ARTICLE, "item", "unknown_item", message)
        })
    }

    pub(super) fn submit_material(
        &self,
        item: String,
        title: String,
        digest: String,
    ) -> Result<CollectionChange, Rejection> {
        let entry = self.item(&item)?;
        if matches!(entry.status, MaterialStatus::Accepted | MaterialStatus::Waived) {
            let message = format!("“{}”已{}，无需再提交", entry.name, entry.status.label());
            return Err(checks::refuse(MATERIAL_ARTICLE, "item", "already_settled", message));
        }
        let mut issues = Vec::new();
        checks::check_name(&mut issues, "title", "资料名称", &title);
        checks::check_digest(&mut issues, "digest", &digest);
        checks::settled(CollectionChange::MaterialSubmitted { item, title, digest }, issues)
    }

    fn received(&self, item: &str, verb: &str) -> Result<(), Rejection> {
        let entry = self.item(item)?;
        if entry.status == MaterialStatus::Received {
            return Ok(());
        }
        let message = format!("“{}”现为“{}”，只有“已收”的资料才能{verb}", entry.name, entry.status.label());
        Err(checks::refuse(MATERIAL_ARTICLE, "item", "not_received", message))
    }

    pub(super) fn accept_material(&self, item: String) -> Result<CollectionChange, Rejection> {
        self.received(&item, "审核通过")?;
        Ok(CollectionChange::MaterialAccepted { item })
    }

    pub(super) fn return_material(
        &self,
        item: String,
        reason: String,
    ) -> Result<CollectionChange, Rejection> {
        self.received(&item, "退回")?;
        Ok(CollectionChange::MaterialReturned {
            item, reason: checks::text("reason", "退回理由", reason)?
        })
    }

    pub(super) fn request_waiver(&self, item: String, reason: String) -> Result<CollectionChange, Rejection> {
        let entry = self.item(&item)?;
        if matches!(entry.status, MaterialStatus::Accepted | MaterialStatus::Waived) {
            let message = format!("“{}”已{}，无需申请免交", entry.name, entry.status.label());
            return Err(checks::refuse(MATERIAL_ARTICLE, "item", "already_settled", message));
        }
        Ok(CollectionChange::WaiverRequested {
            item, reason: checks::text("reason", "免交理由", reason)?
        })
    }

    /// C33 and the four-eyes rule: whoever asks for a waiver does not approve it.
    pub(super) fn approve_waiver(&self, item: String) -> Result<CollectionChange, Rejection> {
        let entry = self.item(&item)?;
        match &entry.waiver {
            None => {
                let message = format!("“{}”没有免交申请", entry.name);
                Err(checks::refuse(MATERIAL_ARTICLE, "item", "waiver_not_requested", message))
            }
            Some(_) if matches!(entry.status, MaterialStatus::Accepted | MaterialStatus::Waived) => {
                let message = format!("“{}”已{}", entry.name, entry.status.label());
                Err(checks::refuse(MATERIAL_ARTICLE, "item", "already_settled", message))
            }
            Some(waiver) if waiver.requested_by.actor == self.actor.id => Err(Rejection::blocked(
                "second_person_needed",
                MATERIAL_ARTICLE,
                "免交申请须由申请人以外的人批准".to_owned(),
            )),
            Some(_) => Ok(CollectionChange::WaiverApproved { item }),
        }
    }

    pub(super) fn request_supplement(
        &self,
        text: String,
        due: NaiveDate,
        item: Option<String>,
        indicator: Option<String>,
    ) -> Result<CollectionChange, Rejection> {
        item.as_ref().map(|code| self.item(code)).transpose()?;
        indicator.as_ref().map(|code| self.weight(code)).transpose()?;
        let number = next_number(self.evaluation.round.supplements.len());
        let mut issues = Vec::new();
        checks::check_text(&mut issues, "text", "补充内容", &text);
        checks::check_due(&mut issues, "due", "补充期限", due, self.today);
        checks::settled(CollectionChange::SupplementRequested { number, text, due, item, indicator }, issues)
    }

    pub(super) fn answer_supplement(
        &self,
        number: u32,
        answer: String,
        digests: Vec<String>,
    ) -> Result<CollectionChange, Rejection> {
        let supplements = &self.evaluation.round.supplements;
        open_supplement(supplements, number)?;
        let mut issues = Vec::new();
        checks::check_text(&mut issues, "answer", "答复", &answer);
        check_files(&mut issues, "digests", digests.iter());
        checks::settled(CollectionChange::SupplementAnswered { number, answer, digests }, issues)
    }

    /// C41: once the day has passed, the marks go by what there is, with a reason.
    pub(super) fn close_supplement(
        &self,
        number: u32,
        reason: String,
    ) -> Result<CollectionChange, Rejection> {
        let supplement = open_supplement(&self.evaluation.round.supplements, number)?;
        if supplement.due >= self.today {
            let message = format!("第{number}项补充资料要求的期限是{}，尚未逾期，请等待答复", supplement.due);
            return Err(checks::refuse(SCORING_ARTICLE, "number", "not_overdue", message));
        }
        Ok(CollectionChange::SupplementClosed {
            number,
            reason: checks::text("reason", "按现有资料评估的理由", reason)?,
        })
    }

    pub(super) fn record_site_visit(
        &self,
        on: NaiveDate,
        place: String,
        participants: Vec<String>,
        [findings, explanations]: [String; 2],
        files: Vec<VisitFile>,
    ) -> Result<CollectionChange, Rejection> {
        let mut issues = Vec::new();
        checks::check_past(&mut issues, "on", "调研日期", on, self.today);
        checks::check_name(&mut issues, "place", "调研地点", &place);
        checks::check_names(&mut issues, "participants", "参加人员", &participants);
        checks::check_text(&mut issues, "findings", "现场核实情况", &findings);
        checks::check_text(&mut issues, "explanations", "申报单位的解释和答复", &explanations);
        check_visit_files(&mut issues, &files);
        let visit = SiteVisit::Recorded { on, place, participants, findings, explanations, files };
        checks::settled(CollectionChange::SiteVisitSettled { visit }, issues)
    }

    pub(super) fn skip_site_visit(&self, reason: String) -> Result<CollectionChange, Rejection> {
        let reason = checks::text("reason", "不开展现场调研的理由", reason)?;
        Ok(CollectionChange::SiteVisitSettled { visit: SiteVisit::Skipped { reason } })
    }

    fn weight(&self, indicator: &str) -> Result<Score, Rejection> {
        let weight = self.evaluation.round.weights().and_then(|weights| weights.get(indicator));
        weight.copied().ok_or_else(|| {
            let message = format!("评分表中没有指标{indicator}，请按通知书所附评分表填写");
            checks::refuse(SCORING_ARTICLE, "indicator", "unknown_indicator", message)
        })
    }

    /// Art. 14(3): the four fields are mandatory whatever the mark.
    pub(super) fn score_preliminary(
        &self,
        indicator: String,
        score: Score,
        [basis, points, reason]: [String; 3],
        evidence: Vec<EvidenceLink>,
    ) -> Result<MeetingChange, Rejection> {
        let weight = self.weight(&indicator)?;
        let mut issues = Vec::new();
        issues.extend(score_issue("score", score, weight, self.rulebook.scoring.step));
        checks::check_text(&mut issues, "basis", "评分依据", &basis);
        checks::check_text(&mut issues, "points", "评分要点", &points);
        self.check_links(&mut issues, "evidence", "证明资料", &evidence);
        checks::check_text(&mut issues, "reason", "评分原因", &reason);
        if issues.is_empty() {
            Ok(MeetingChange::PreliminaryScored { indicator, score, basis, points, evidence, reason })
        } else {
            Err(Rejection::invalid(SCORING_ARTICLE, issues))
        }
    }

    pub(super) fn raise_argument_request(
        &self,
        indicator: String,
        question: String,
    ) -> Result<MeetingChange, Rejection> {
        self.weight(&indicator)?;
        let number = next_number(self.evaluation.round.argument_requests.len());
        let question = checks::text("question", "论证需求", question)?;
        Ok(MeetingChange::ArgumentRequested { number, indicator, question })
    }

    pub(super) fn answer_argument_request(
        &self,
        number: u32,
        answer: String,
    ) -> Result<MeetingChange, Rejection> {
        let requests = &self.evaluation.round.argument_requests;
        match nth(requests, number) {
            None => Err(unknown_number("论证需求", number)),
            Some(request) if request.answer.is_some() => Err(already_answered("论证需求", number)),
            Some(_) => Ok(MeetingChange::ArgumentAnswered {
                number,
                answer: checks::text("answer", "答复", answer)?,
            }),
        }
    }

    pub(super) fn invite_deputy(&self, deputy: Person) -> Result<MeetingChange, Rejection> {
        let round = &self.evaluation.round;
        let mut issues = Vec::new();
        checks::check_person(&mut issues, "deputy", &deputy);
        if deputy.organisation == self.evaluation.subject.applicant {
            let message = format!("{}与申报单位同属{}，应当回避", deputy.post, deputy.organisation);
            issues.push(Issue::new("deputy", "conflict_of_interest", message));
        }
        let seated = invited(&round.deputies, deputy.actor).is_some();
        let conflicting = round.panel.member(deputy.actor).is_some()
            || round.working_group.as_ref().is_some_and(|group| group.includes(deputy.actor));
        if seated || conflicting {
            let message = format!("{}已受邀，或者已是专家小组、工作组成员", deputy.post);
            issues.push(Issue::new("deputy", "duplicate", message));
        }
        if issues.is_empty() {
            Ok(MeetingChange::DeputyInvited { deputy })
        } else {
            Err(Rejection::invalid("第十一条", issues))
        }
    }

    /// C39: taking part is optional, so whoever does not come holds nothing up. An opinion that was given stays.
    pub(super) fn release_deputy(&self, deputy: ActorId, reason: String) -> Result<MeetingChange, Rejection> {
        let (code, message) = match invited(&self.evaluation.round.deputies, deputy) {
            None => ("not_invited", "该人员不是受邀的代表、委员，请核对".to_owned()),
            Some(invited) if invited.opinion.is_some() => {
                ("already_heard", format!("{}已出具意见，不能取消邀请", invited.person.post))
            }
            Some(_) => {
                let reason = checks::text("reason", "取消邀请的理由", reason)?;
                return Ok(MeetingChange::DeputyReleased { deputy, reason });
            }
        };
        Err(checks::refuse("第十一条", "deputy", code, message))
    }

    pub(super) fn record_meeting(
        &self,
        on: NaiveDate,
        place: String,
        attendees: Vec<String>,
        [unit_report, preliminary_report, discussion]: [String; 3],
    ) -> Result<MeetingChange, Rejection> {
        let mut issues = Vec::new();
        checks::check_past(&mut issues, "on", "会议日期", on, self.today);
        checks::check_name(&mut issues, "place", "会议地点", &place);
        checks::check_names(&mut issues, "attendees", "参会人员", &attendees);
        checks::check_text(&mut issues, "unit_report", "申报单位汇报情况", &unit_report);
        checks::check_text(&mut issues, "preliminary_report", "工作组介绍初步评估情况", &preliminary_report);
        checks::check_text(&mut issues, "discussion", "沟通交流情况", &discussion);
        let record = MeetingChange::MeetingRecorded {
            on,
            place,
            attendees,
            unit_report,
            preliminary_report,
            discussion,
        };
        checks::settled(record, issues)
    }

    pub(super) fn save_sheet(&self, marks: BTreeMap<String, Mark>) -> Result<SheetChange, Rejection> {
        if marks.is_empty() {
            let message = "没有要保存的分值，请至少填写一项指标".to_owned();
            return Err(checks::refuse(MEETING_ARTICLE, "marks", "required", message));
        }
        let weights = self.evaluation.round.weights().ok_or_else(|| no_table(MEETING_ARTICLE))?;
        let mut issues = mark_issues(&marks, weights, self.rulebook.scoring.step);
        for (code, mark) in marks.iter().filter(|(_, mark)| !mark.reason.is_empty()) {
            checks::check_text(&mut issues, &format!("marks.{code}.reason"), "评分理由", &mark.reason);
        }
        if issues.is_empty() {
            Ok(SheetChange::SheetSaved { expert: self.actor.id, marks })
        } else {
            Err(Rejection::invalid(MEETING_ARTICLE, issues))
        }
    }

    pub(super) fn lock_sheet(&self) -> Result<SheetChange, Rejection> {
        let round = &self.evaluation.round;
        let weights = round.weights().ok_or_else(|| no_table(MEETING_ARTICLE))?;
        let empty = Sheet::default();
        let issues = lock_issues(round.sheets.get(&self.actor.id).unwrap_or(&empty), weights);
        if issues.is_empty() {
            Ok(SheetChange::SheetLocked { expert: self.actor.id })
        } else {
            Err(Rejection::invalid(MEETING_ARTICLE, issues))
        }
    }

    pub(super) fn reopen_sheet(&self, expert: ActorId, reason: String) -> Result<SheetChange, Rejection> {
        let round = &self.evaluation.round;
        let locked = round.panel.member(expert).is_some()
            && round.sheets.get(&expert).is_some_and(|sheet| sheet.locked_at.is_some());
        if !locked {
            let message = "该专家没有已锁定的评分表".to_owned();
            return Err(checks::refuse(MEETING_ARTICLE, "expert", "sheet_not_locked", message));
        }
        Ok(SheetChange::SheetReopened {
            expert, reason: checks::text("reason", "重新打开的理由", reason)?
        })
    }

    pub(super) fn submit_deputy_opinion(
        &self,
        text: String,
        suggestions: Option<String>,
    ) -> Result<MeetingChange, Rejection> {
        let text = checks::text("text", "评估意见", text)?;
        let suggestions = checks::optional("suggestions", "建议", suggestions)?;
        Ok(MeetingChange::DeputyHeard { text, suggestions })
    }
}

fn no_table(article: &'static str) -> Rejection {
    Rejection::blocked("no_indicator_table", article, "本轮没有评分表，请先下达通知书".to_owned())
}

fn invited(deputies: &[Deputy], actor: ActorId) -> Option<&Deputy> {
    deputies.iter().find(|deputy| deputy.is_invited() && deputy.person.actor == actor)
}

fn open_supplement(supplements: &[Supplement], number: u32) -> Result<&Supplement, Rejection> {
    let Some(supplement) = nth(supplements, number) else {
        return Err(unknown_number("补充资料要求", number));
    };
    if supplement.closure.is_some() {
        let message = format!("第{number}项补充资料要求逾期未答复，已按现有资料评估");
        return Err(checks::refuse(SCORING_ARTICLE, "number", "already_closed", message));
    }
    if supplement.answer.is_some() {
        return Err(already_answered("补充资料要求", number));
    }
    Ok(supplement)
}

fn unknown_number(what: &str, number: u32) -> Rejection {
    checks::refuse(SCORING_ARTICLE, "number", "unknown_number", format!("没有第{number}项{what}"))
}

fn already_answered(what: &str, number: u32) -> Rejection {
    checks::refuse(SCORING_ARTICLE, "number", "already_answered", format!("第{number}项{what}已经答复"))
}

/// The entry of that number, counted from 1.
pub(super) fn nth<T>(items: &[T], number: u32) -> Option<&T> {
    items.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// The number of the entry after so many.
pub(super) fn next_number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}
