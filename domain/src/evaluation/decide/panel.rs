//! 专家小组 (Art. 13(2)): who sits on it, who must not (Art. 22), and how somebody leaves it (Art. 20).

use std::collections::BTreeSet;

use super::{Case, checks};
use crate::evaluation::event::PreparationChange;
use crate::evaluation::rejection::Rejection;
use crate::evaluation::state::{Evaluation, Round, RoundKind};
use crate::id::ActorId;
use crate::issue::Issue;
use crate::panel::PanelMember;
use crate::scoring::Sheet;

const PANEL_ARTICLE: &str = "第十三条第（二）项";
const INFLUENCE_ARTICLE: &str = "第二十条";
const RECUSAL_ARTICLE: &str = "第二十二条";

impl Case<'_> {
    pub(super) fn appoint_panel(&self, members: Vec<PanelMember>) -> Result<PreparationChange, Rejection> {
        let mut issues = Vec::new();
        let mut seen = BTreeSet::new();
        if members.is_empty() {
            issues.push(Issue::required("members", "专家小组成员"));
        }
        for (index, member) in members.iter().enumerate() {
            let field = format!("members.{}", index + 1);
            if !seen.insert(member.person.actor) {
                let message = format!("{}重复列入专家小组；一人只按一类专家计", member.person.post);
                issues.push(Issue::new(&field, "duplicate", message));
            }
            checks::check_person(&mut issues, &field, &member.person);
            issues.extend(self.member_issue(&field, member));
        }
        if issues.is_empty() {
            Ok(PreparationChange::PanelAppointed { members })
        } else {
            Err(Rejection::invalid(PANEL_ARTICLE, issues))
        }
    }

    /// Art. 22, C28: conflicts that nobody can override, and seats that exclude each other (C27).
    fn member_issue(&self, field: &str, member: &PanelMember) -> Option<Issue> {
        let round = &self.evaluation.round;
        let (post, organisation) = (&member.person.post, &member.person.organisation);
        let conflict = |why: String| Some(Issue::new(field, "conflict_of_interest", why));
        if *organisation == self.evaluation.subject.applicant {
            return conflict(format!("{post}与申报单位同属{organisation}，应当回避"));
        }
        if round.third_party.as_ref().is_some_and(|commission| commission.firm == *organisation) {
            return conflict(format!("{post}属受托的第三方机构，应当回避"));
        }
        if round.working_group.as_ref().is_some_and(|group| group.includes(member.person.actor)) {
            return conflict(format!("{post}是工作组成员，不能同时参加专家小组"));
        }
        if round.is_invited_deputy(member.person.actor) {
            return conflict(format!("{post}是受邀代表、委员，不能同时参加专家小组"));
        }
        if self.excluded_by_reevaluation(member.person.actor) {
            return conflict(format!("{post}参加过被重新评估的那一轮，应当回避"));
        }
        if self.firm_excluded_by_reevaluation(organisation) {
            return conflict(format!("{post}所在的{organisation}参加过被重新评估的那一轮，应当回避"));
        }
        None
    }

    /// C46: whoever sat on the panel of a round under re-evaluation does not judge it again.
    fn excluded_by_reevaluation(&self, expert: ActorId) -> bool {
        self.reevaluated_rounds().any(|round| sat_on_panel(round, expert))
    }

    /// C46: nor does the third party that was commissioned for it.
    pub(super) fn firm_excluded_by_reevaluation(&self, firm: &str) -> bool {
        self.reevaluated_rounds()
            .any(|round| round.third_party.as_ref().is_some_and(|third_party| third_party.firm == firm))
    }

    /// The rounds before the latest re-evaluation. A revision that follows a re-evaluation is still independent
    /// of them.
    fn reevaluated_rounds(&self) -> impl Iterator<Item = &Round> {
        let Evaluation { earlier, round, .. } = self.evaluation;
        let reevaluation = earlier
            .iter()
            .chain(std::iter::once(round))
            .filter(|candidate| candidate.kind == RoundKind::Reevaluation)
            .map(|candidate| candidate.number)
            .max()
            .unwrap_or_default();
        earlier.iter().filter(move |candidate| candidate.number < reevaluation)
    }

    pub(super) fn request_panel_deviation(&self, reason: String) -> Result<PreparationChange, Rejection> {
        let reason = checks::text("reason", "例外理由", reason)?;
        Ok(PreparationChange::PanelDeviationRequested { reason })
    }

    fn seated(&self, expert: ActorId) -> Result<&PanelMember, Rejection> {
        self.evaluation.round.panel.member(expert).ok_or_else(|| {
            let message = "该人员不是专家小组成员，请核对".to_owned();
            checks::refuse(RECUSAL_ARTICLE, "expert", "not_on_panel", message)
        })
    }

    /// Art. 20: whose marks are known does not leave by the hand of one person, also not after the sheet was opened
    /// again for it.
    fn was_locked(&self, expert: ActorId) -> bool {
        self.evaluation.round.sheets.get(&expert).is_some_and(Sheet::was_locked)
    }

    pub(super) fn withdraw_panel_member(
        &self,
        expert: ActorId,
        reason: String,
    ) -> Result<PreparationChange, Rejection> {
        let member = self.seated(expert)?;
        if self.was_locked(expert) {
            let detail = format!(
                "{}已锁定过评分表，退出须由另一人批准：请先“申请专家退出”，再由评估组织部门另一人“批准专家退出”",
                member.person.post
            );
            return Err(Rejection::blocked("second_person_needed", INFLUENCE_ARTICLE, detail));
        }
        let reason = checks::text("reason", "退出理由", reason)?;
        Ok(PreparationChange::PanelMemberWithdrawn { expert, reason })
    }

    pub(super) fn request_panel_withdrawal(
        &self,
        expert: ActorId,
        reason: String,
    ) -> Result<PreparationChange, Rejection> {
        let member = self.seated(expert)?;
        if !self.was_locked(expert) {
            let message = format!("{}尚未锁定过评分表，可直接办理“专家退出”", member.person.post);
            return Err(checks::refuse(INFLUENCE_ARTICLE, "expert", "sheet_not_locked", message));
        }
        let reason = checks::text("reason", "退出理由", reason)?;
        Ok(PreparationChange::PanelWithdrawalRequested { expert, reason })
    }

    pub(super) fn approve_panel_withdrawal(&self, expert: ActorId) -> Result<PreparationChange, Rejection> {
        let member = self.seated(expert)?;
        match self.evaluation.round.panel.withdrawals.get(&expert) {
            None => {
                let message = format!("{}没有待批准的退出申请", member.person.post);
                Err(checks::refuse(INFLUENCE_ARTICLE, "expert", "withdrawal_not_requested", message))
            }
            Some(request) if request.requested_by.actor == self.actor.id => Err(Rejection::blocked(
                "second_person_needed",
                INFLUENCE_ARTICLE,
                "专家退出申请须由申请人以外的人批准".to_owned(),
            )),
            Some(_) => Ok(PreparationChange::PanelWithdrawalApproved { expert }),
        }
    }

    /// Only who asked takes the request back: nobody else speaks for them.
    pub(super) fn cancel_panel_withdrawal(&self, expert: ActorId) -> Result<PreparationChange, Rejection> {
        let member = self.seated(expert)?;
        match self.evaluation.round.panel.withdrawals.get(&expert) {
            None => {
                let message = format!("{}没有待批准的退出申请", member.person.post);
                Err(checks::refuse(INFLUENCE_ARTICLE, "expert", "withdrawal_not_requested", message))
            }
            Some(request) if request.requested_by.actor != self.actor.id => Err(Rejection::blocked(
                "not_requested_by_you",
                INFLUENCE_ARTICLE,
                format!("该申请由{}提出，只能由申请人本人撤回", request.requested_by.post),
            )),
            Some(_) => Ok(PreparationChange::PanelWithdrawalCancelled { expert }),
        }
    }

    pub(super) fn appoint_replacement(&self, member: PanelMember) -> Result<PreparationChange, Rejection> {
        let panel = &self.evaluation.round.panel;
        if panel.member(member.person.actor).is_some() {
            let message = format!("{}已是专家小组成员", member.person.post);
            return Err(checks::refuse(PANEL_ARTICLE, "member", "duplicate", message));
        }
        if panel.former.iter().any(|former| former.member.person.actor == member.person.actor) {
            let message = format!("{}已退出本轮评估，不能再次加入", member.person.post);
            return Err(checks::refuse(RECUSAL_ARTICLE, "member", "conflict_of_interest", message));
        }
        let mut issues = Vec::new();
        checks::check_person(&mut issues, "member", &member.person);
        issues.extend(self.member_issue("member", &member));
        if issues.is_empty() {
            Ok(PreparationChange::ReplacementAppointed { member })
        } else {
            Err(Rejection::invalid(RECUSAL_ARTICLE, issues))
        }
    }
}

fn sat_on_panel(round: &Round, expert: ActorId) -> bool {
    round.panel.member(expert).is_some()
        || round.panel.former.iter().any(|former| former.member.person.actor == expert)
}
