//! Who left a round, who is to leave, and which reports came back: each with the reason.

use domain::evaluation::{Deputy, FormerGroupMember, ReportReturn, Round};
use domain::panel::FormerMember;
use poem_openapi::Object;

use super::evaluation::PersonView;
use super::{Labelled, moment};

/// 代表、委员 who was invited.
#[derive(Debug, Clone, Object)]
pub struct DeputyView {
    /// Who.
    pub person: PersonView,
    /// Whether the invitation stands.
    pub invited: bool,
    /// Whether an opinion was given.
    pub heard: bool,
    /// Why the invitation was taken back, for those who run the round and the bureau.
    pub released_because: Option<String>,
}

impl DeputyView {
    /// The deputy; with `reasons`, why the invitation was taken back.
    pub fn new(deputy: &Deputy, reasons: bool) -> Self {
        Self {
            person: PersonView::from(&deputy.person),
            invited: deputy.is_invited(),
            heard: deputy.opinion.is_some(),
            released_because: deputy.released.clone().filter(|_| reasons),
        }
    }
}

/// A member of the panel who left.
#[derive(Debug, Clone, Object)]
pub struct FormerPanelMemberView {
    /// Who.
    pub person: PersonView,
    /// For which kind of expert.
    pub kind: Labelled,
    /// Why.
    pub reason: String,
}

impl From<&FormerMember> for FormerPanelMemberView {
    fn from(former: &FormerMember) -> Self {
        let member = &former.member;
        Self {
            person: PersonView::from(&member.person),
            kind: Labelled::new(&member.kind, member.kind.label()),
            reason: former.reason.clone(),
        }
    }
}

/// A member of the working group who left.
#[derive(Debug, Clone, Object)]
pub struct FormerGroupMemberView {
    /// Who.
    pub person: PersonView,
    /// Why.
    pub reason: String,
    /// Where the round stood then.
    pub left_in: Labelled,
}

impl From<&FormerGroupMember> for FormerGroupMemberView {
    fn from(former: &FormerGroupMember) -> Self {
        Self {
            person: PersonView::from(&former.person),
            reason: former.reason.clone(),
            left_in: Labelled::new(&former.left_in, former.left_in.label()),
        }
    }
}

/// A request that a member of the panel leave who has marked, which a second person has to approve.
#[derive(Debug, Clone, Object)]
pub struct WithdrawalRequestView {
    /// The member.
    pub expert: String,
    /// Their post.
    pub post: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: PersonView,
}

/// The requests of a round that are not decided.
pub fn withdrawal_requests(round: &Round) -> Vec<WithdrawalRequestView> {
    round
        .panel
        .withdrawals
        .iter()
        .map(|(expert, request)| WithdrawalRequestView {
            expert: expert.to_string(),
            post: round.panel.member(*expert).map(|member| member.person.post.clone()).unwrap_or_default(),
            reason: request.reason.clone(),
            requested_by: PersonView::from(&request.requested_by),
        })
        .collect()
}

/// 报告退回: a report that the bureau returned (Art. 19).
#[derive(Debug, Clone, Object)]
pub struct ReportReturnView {
    /// Why.
    pub reason: String,
    /// The post of whoever returned it.
    pub returned_by: String,
    /// When.
    pub returned_at: String,
    /// Whether the report has been changed since.
    pub revised: bool,
}

impl From<&ReportReturn> for ReportReturnView {
    fn from(returned: &ReportReturn) -> Self {
        Self {
            reason: returned.reason.clone(),
            returned_by: returned.returned_by.post.clone(),
            returned_at: moment(returned.returned_at),
            revised: returned.revised,
        }
    }
}
