//! 评估准备 (Art. 13): third party, group, panel, plan and notice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Case, checks};
use crate::evaluation::event::{CaseChange, PreparationChange};
use crate::evaluation::records::{Commission, NoticeContents, PlanContents, WorkingGroup};
use crate::evaluation::rejection::Rejection;
use crate::evaluation::state::{Organiser, Person, Round};
use crate::id::ActorId;
use crate::issue::Issue;
use crate::money::Money;
use crate::rulebook::AppliesTo;
use crate::score::Score;

const GROUP_ARTICLE: &str = "第十三条第（二）项";
const RECUSAL_ARTICLE: &str = "第二十二条";

impl Case<'_> {
    pub(super) fn commission_third_party(
        &self,
        commission: Commission,
    ) -> Result<PreparationChange, Rejection> {
        self.check_commission(&commission)?;
        let round = &self.evaluation.round;
        let mut issues = Vec::new();
        for member in &round.panel.members {
            if member.person.organisation == commission.firm {
                let message =
                    format!("专家小组成员{}属{}，请先调整专家小组", member.person.post, commission.firm);
                issues.push(Issue::new("firm", "conflict_of_interest", message));
            }
        }
        for person in round.working_group.iter().flat_map(WorkingGroup::everybody) {
            if person.organisation != commission.firm {
                let message = format!(
                    "工作组应由{}人员组成；{}不是该机构人员，请先调整工作组",
                    commission.firm, person.post
                );
                issues.push(Issue::new("firm", "not_of_third_party", message));
            }
        }
        if self.firm_excluded_by_reevaluation(&commission.firm) {
            issues.push(took_part_before(&commission.firm));
        }
        if issues.is_empty() {
            Ok(PreparationChange::ThirdPartyCommissioned { commission })
        } else {
            Err(Rejection::invalid(RECUSAL_ARTICLE, issues))
        }
    }

    fn check_commission(&self, commission: &Commission) -> Result<(), Rejection> {
        let mut issues = Vec::new();
        checks::check_name(&mut issues, "firm", "第三方机构", &commission.firm);
        checks::check_name(&mut issues, "contract", "委托合同", &commission.contract);
        match commission.fee {
            Some(fee) if fee > Money::ZERO => {}
            Some(_) => {
                let message = "委托费用应大于0".to_owned();
                issues.push(Issue::new("fee", "out_of_range", message));
            }
            None => issues.push(Issue::required("fee", "委托费用")),
        }
        checks::check_name(&mut issues, "fee_source", "经费来源", &commission.fee_source);
        checks::settled((), issues)?;
        if commission.firm == self.evaluation.subject.applicant {
            return Err(checks::refuse(
                RECUSAL_ARTICLE,
                "firm",
                "conflict_of_interest",
                "第三方机构就是申报单位，应当回避，请另行委托".to_owned(),
            ));
        }
        Ok(())
    }

    pub(super) fn form_working_group(&self, group: WorkingGroup) -> Result<PreparationChange, Rejection> {
        let mut issues = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, person) in group.everybody().enumerate() {
            let field = if index == 0 { "leader".to_owned() } else { format!("members.{index}") };
            checks::check_person(&mut issues, &field, person);
            if !seen.insert(person.actor) {
                issues.push(Issue::new("members", "duplicate", format!("{}重复列入工作组", person.post)));
            }
            issues.extend(self.group_issues("members", person));
        }
        if issues.is_empty() {
            Ok(PreparationChange::WorkingGroupFormed { group })
        } else {
            Err(Rejection::invalid(GROUP_ARTICLE, issues))
        }
    }

    /// What keeps somebody out of the working group.
    fn group_issues(&self, field: &str, person: &Person) -> Vec<Issue> {
        let round = &self.evaluation.round;
        let mut issues = Vec::new();
        if round.panel.member(person.actor).is_some() {
            let message = format!("{}是专家小组成员，不能同时参加工作组", person.post);
            issues.push(Issue::new(field, "conflict_of_interest", message));
        }
        if round.is_invited_deputy(person.actor) {
            let message = format!("{}是受邀代表、委员，不能同时参加工作组", person.post);
            issues.push(Issue::new(field, "conflict_of_interest", message));
        }
        if let Some(commission) = &round.third_party
            && person.organisation != commission.firm
        {
            let message =
                format!("已委托{}，工作组应由该机构人员组成；{}不是该机构人员", commission.firm, person.post);
            issues.push(Issue::new(field, "not_of_third_party", message));
        }
        issues
    }

    pub(super) fn replace_group_member(
        &self,
        leaving: ActorId,
        joining: Option<Person>,
        reason: String,
    ) -> Result<PreparationChange, Rejection> {
        let group = self.evaluation.round.working_group.as_ref();
        let Some(group) = group.filter(|group| group.includes(leaving)) else {
            let message = "该人员不是工作组成员，请核对".to_owned();
            return Err(checks::refuse(GROUP_ARTICLE, "leaving", "not_in_group", message));
        };
        let mut issues = Vec::new();
        match &joining {
            None if group.leader.actor == leaving => {
                let message = "组长退出的，须同时指定接任的组长".to_owned();
                issues.push(Issue::new("joining", "required", message));
            }
            None => {}
            Some(person) => {
                checks::check_person(&mut issues, "joining", person);
                if group.includes(person.actor) {
                    let message = format!("{}已是工作组成员", person.post);
                    issues.push(Issue::new("joining", "duplicate", message));
                }
                issues.extend(self.group_issues("joining", person));
            }
        }
        checks::check_text(&mut issues, "reason", "调整理由", &reason);
        if issues.is_empty() {
            Ok(PreparationChange::GroupMemberReplaced { leaving, joining, reason })
        } else {
            Err(Rejection::invalid(GROUP_ARTICLE, issues))
        }
    }

    pub(super) fn draft_plan(
        &self,
        contents: PlanContents,
        methods: Vec<String>,
        not_applicable: &[AppliesTo],
        weights: BTreeMap<String, Score>,
    ) -> Result<PreparationChange, Rejection> {
        let mut issues = Vec::new();
        for (field, label, text) in contents.entries() {
            checks::check_text(&mut issues, &format!("contents.{field}"), label, text);
        }
        checks::check_names(&mut issues, "methods", "评估方式方法", &methods);
        if not_applicable.contains(&AppliesTo::Everything) {
            let message = "只能填写某一类对象才适用的要点，不能整个不适用".to_owned();
            issues.push(Issue::new("not_applicable", "out_of_range", message));
        }
        let of_rulebook = self.rulebook_weights(not_applicable);
        let weights = if weights.is_empty() { of_rulebook.clone() } else { weights };
        self.check_weights(&mut issues, &weights, &of_rulebook);
        if issues.is_empty() {
            Ok(PreparationChange::PlanDrafted { contents, methods, weights })
        } else {
            Err(Rejection::invalid("第十三条第（三）项", issues))
        }
    }

    /// The rulebook's weights for this object. What an indicator without any question for it would get is passed on
    /// by the rulebook's rule; a proved rulebook always leaves somebody to take it.
    fn rulebook_weights(&self, not_applicable: &[AppliesTo]) -> BTreeMap<String, Score> {
        let object = self.evaluation.subject.object;
        let impossible = AppliesTo::CONDITIONS.iter().filter(|condition| !condition.can_be_met(object));
        let lacking = not_applicable.iter().chain(impossible).copied().collect();
        let scoring = &self.rulebook.scoring;
        let weights = self.rulebook.tree(object).weights(&lacking, scoring.conditional_weights, scoring.step);
        weights.unwrap_or_default()
    }

    /// C30: the plan sets the weights of the rulebook's indicators that apply; they add up to 100.
    fn check_weights(
        &self,
        issues: &mut Vec<Issue>,
        weights: &BTreeMap<String, Score>,
        applicable: &BTreeMap<String, Score>,
    ) {
        let tree = self.rulebook.tree(self.evaluation.subject.object);
        let step = self.rulebook.scoring.step;
        for code in applicable.keys() {
            let field = format!("weights.{code}");
            match weights.get(code) {
                None => issues.push(Issue::required(field, &format!("指标{code}的分值"))),
                Some(weight) if *weight == Score::ZERO => {
                    issues.push(Issue::new(field, "out_of_range", format!("指标{code}的分值应大于0")));
                }
                Some(weight) if weight.hundredths().checked_rem(step.hundredths()) != Some(0) => {
                    let message = format!("指标{code}的分值应为{step}分的整数倍");
                    issues.push(Issue::new(field, "off_step", message));
                }
                Some(_) => {}
            }
        }
        for code in weights.keys().filter(|code| !applicable.contains_key(*code)) {
            let message = if tree.indicator(code).is_none() {
                format!("指标体系中没有指标{code}")
            } else {
                format!("指标{code}对本对象没有适用的要点，不占分值")
            };
            issues.push(Issue::new(format!("weights.{code}"), "unknown_indicator", message));
        }
        let total: u64 = weights.values().map(|weight| u64::from(weight.hundredths())).sum();
        if total != u64::from(Score::FULL.hundredths()) {
            let shown = format!("{}.{:02}", total / 100, total % 100);
            let message = format!("各指标分值合计{shown}分，应为100分");
            issues.push(Issue::new("weights", "sum_not_100", message));
        }
    }

    pub(super) fn issue_notice(
        &self,
        document_number: String,
        contents: NoticeContents,
        material_due: NaiveDate,
    ) -> Result<PreparationChange, Rejection> {
        let mut issues = Vec::new();
        checks::check_name(&mut issues, "document_number", "文号", &document_number);
        if issues.is_empty() {
            let numbers = self.rulebook.document_numbers.as_ref();
            let pattern = numbers.and_then(|numbers| numbers.notice.as_ref());
            issues.extend(checks::number_issue("document_number", "文号", &document_number, pattern));
        }
        for (field, label, text) in contents.entries() {
            checks::check_text(&mut issues, &format!("contents.{field}"), label, text);
        }
        checks::check_due(&mut issues, "material_due", "资料报送期限", material_due, self.today);
        if issues.is_empty() {
            let checklist = self.rulebook.checklist(self.evaluation.subject.object).to_vec();
            Ok(PreparationChange::NoticeIssued { document_number, contents, material_due, checklist })
        } else {
            Err(Rejection::invalid("第十三条第（四）项", issues))
        }
    }

    pub(super) fn order_reevaluation(
        &self,
        commission: Commission,
        reason: String,
    ) -> Result<CaseChange, Rejection> {
        self.check_commission(&commission)?;
        let earlier = self.evaluation.earlier.iter().chain(std::iter::once(&self.evaluation.round));
        let took_part =
            |round: &Round| round.third_party.as_ref().is_some_and(|third| third.firm == commission.firm);
        if earlier.into_iter().any(took_part) {
            return Err(Rejection::invalid(RECUSAL_ARTICLE, vec![took_part_before(&commission.firm)]));
        }
        let reason = checks::text("reason", "重新评估理由", reason)?;
        let organiser = Organiser { organisation: self.actor.organisation.clone(), finance_bureau: true };
        Ok(CaseChange::ReevaluationOrdered { organiser, commission, reason })
    }
}

fn took_part_before(firm: &str) -> Issue {
    let message = format!("{firm}参加过本对象此前的评估，不能独立重新评估，请另行委托");
    Issue::new("firm", "conflict_of_interest", message)
}
