//! Proving an exported record: every step is decided again, and every digest computed again.

use chrono::{DateTime, Utc};

use super::decide::Command;
use super::record::{Action, DrawRecord, FORMAT, Opening, StratumOrder};
use super::seats::Seats;
use super::state::Draw;

/// What the proof of a whole record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was proved, step by step.
    pub steps: Vec<ProvenStep>,
    /// The digest that stands for the record. Compare it with one noted elsewhere: the record alone cannot show
    /// that it is the record of the draw that took place.
    pub head: String,
    /// The draw as it stands after the last step.
    pub draw: Draw,
}

/// One step that was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenStep {
    /// 1, 2, 3 …
    pub number: usize,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub by: String,
    /// What was proved, in Chinese.
    pub sentence: String,
}

/// The first step that does not match.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{step}步不符：{detail}")]
pub struct Mismatch {
    /// Its number; 0 is the head of the record.
    pub step: usize,
    /// Stable code: `digest_differs`, `result_differs`, `unknown_format`, or the code of the rule that was broken.
    pub code: String,
    /// The article.
    pub article: &'static str,
    /// What does not match, in Chinese.
    pub detail: String,
}

/// Recomputes the whole record.
///
/// # Errors
/// The first step that breaks a rule, has another result than the computation, or another digest.
pub fn verify(record: &DrawRecord) -> Result<Report, Mismatch> {
    let article = record.purpose.article();
    let mismatch = |step, code: &str, detail| Mismatch { step, code: code.to_owned(), article, detail };
    if record.format != FORMAT {
        let detail = format!("记录的格式是“{}”，本程序只能核对“{FORMAT}”", record.format);
        return Err(mismatch(0, "unknown_format", detail));
    }
    let mut draw = Draw::new(&record.draw, record.purpose)
        .map_err(|rejection| mismatch(0, rejection.code, rejection.detail))?;
    if draw.record().draw != record.draw {
        return Err(mismatch(0, "result_differs", "抽取编号前后不应有空白".to_owned()));
    }
    let mut steps = Vec::with_capacity(record.steps.len());
    for (number, recorded) in (1..).zip(&record.steps) {
        let computed = draw.perform(Command::from(&recorded.action), &recorded.by, recorded.at).map_err(
            |rejection| {
                let code = rejection.issues.first().map_or(rejection.code, |issue| &issue.code).to_owned();
                Mismatch { step: number, code, article: rejection.article, detail: rejection.detail }
            },
        )?;
        if computed.action != recorded.action || computed.by != recorded.by {
            let detail = difference(&recorded.action, &computed.action);
            return Err(mismatch(number, "result_differs", detail));
        }
        if computed.digest != recorded.digest {
            let detail =
                format!("按本步和以前各步重算的摘要是{}，记录的是{}", computed.digest, recorded.digest);
            return Err(mismatch(number, "digest_differs", detail));
        }
        let sentence = proved(&recorded.action);
        steps.push(ProvenStep { number, at: recorded.at, by: recorded.by.clone(), sentence });
    }
    Ok(Report { steps, head: record.head(), draw })
}

/// What was recorded and what was computed, where they part.
fn difference(recorded: &Action, computed: &Action) -> String {
    match (recorded, computed) {
        (Action::Opened(recorded), Action::Opened(computed)) => opening_difference(recorded, computed),
        (Action::Drawn { seed, orders }, Action::Drawn { seed: computed_seed, orders: computed_orders }) => {
            if seed == computed_seed {
                order_difference(orders, computed_orders)
            } else {
                format!("由各方公开的数算出的种子是{computed_seed}，记录的是{seed}")
            }
        }
        _ => "记录的文字前后有空白，或者与本系统的写法不同".to_owned(),
    }
}

fn opening_difference(recorded: &Opening, computed: &Opening) -> String {
    if recorded.number != computed.number {
        format!("应是第{}轮，记录的是第{}轮", computed.number, recorded.number)
    } else if recorded.snapshot != computed.snapshot {
        "名册没有按编号排列".to_owned()
    } else if recorded.snapshot_hash != computed.snapshot_hash {
        format!("按名册算出的摘要是{}，记录的是{}", computed.snapshot_hash, recorded.snapshot_hash)
    } else {
        "提供随机数的各方没有按名称排列，或者理由前后有空白".to_owned()
    }
}

fn order_difference(recorded: &[StratumOrder], computed: &[StratumOrder]) -> String {
    for (recorded, computed) in recorded.iter().zip(computed) {
        if recorded.stratum != computed.stratum {
            return format!("应抽取{}，记录的是{}", computed.stratum, recorded.stratum);
        }
        let places = (1..).zip(recorded.order.iter().zip(&computed.order));
        for (place, (recorded, computed_id)) in places {
            if recorded != computed_id {
                let stratum = &computed.stratum;
                return format!("{stratum}第{place}位重新抽取得到{computed_id}，记录的是{recorded}");
            }
        }
        if recorded.order.len() != computed.order.len() {
            let (had, should) = (recorded.order.len(), computed.order.len());
            return format!("{}应抽出{should}个，记录的是{had}个", computed.stratum);
        }
    }
    format!("应抽取{}类，记录的是{}类", computed.len(), recorded.len())
}

/// What the proof of a step means.
fn proved(action: &Action) -> String {
    match action {
        Action::Opened(opening) => proved_opening(opening),
        Action::Committed { party, commitment } => {
            format!("{party}在任何一方公开之前提交承诺{commitment}")
        }
        Action::Revealed { party, contribution } => {
            format!("{party}公开“{}”，与其承诺相符", contribution.text)
        }
        Action::Drawn { seed, orders } => {
            let orders: Vec<String> = orders
                .iter()
                .map(|drawn| format!("{}依次为{}", drawn.stratum, drawn.order.join("、")))
                .collect();
            format!("种子{seed}由各方公开的数算出；重新抽取的次序逐一相同：{}", orders.join("；"))
        }
        Action::Accepted { candidate } => format!("{candidate}轮到并同意参加"),
        Action::Declined { candidate, reason } => {
            format!("{candidate}轮到但不参加（{reason}），由候补依次递补")
        }
        Action::Withdrawn { candidate, reason } => {
            format!("{candidate}同意后退出（{reason}），由候补依次递补")
        }
        Action::Abandoned { reason } => format!("在各方的数全部公开之前中止本轮：{reason}"),
        Action::Closed { reason } => format!("应答复的均已答复，结束本轮，已同意的保留席位：{reason}"),
        Action::Voided { reason, approved_by } => {
            format!("经{approved_by}同意，本轮结果作废：{reason}")
        }
    }
}

fn proved_opening(opening: &Opening) -> String {
    let Opening { number, reason, snapshot, snapshot_hash, seats, parties } = opening;
    let all = snapshot.candidates().len();
    let eligible: usize = snapshot.eligible_counts().values().sum();
    let seats: Vec<String> =
        seats.iter().map(|Seats { stratum, seats }| format!("{stratum}{seats}个")).collect();
    let reason = reason.as_ref().map(|reason| format!("（重新抽取：{reason}）")).unwrap_or_default();
    format!(
        "开启第{number}轮{reason}：名册{all}个，可抽取{eligible}个，排除{}个且各有理由；应抽取{}；\
         由{}提供随机数；名册摘要{snapshot_hash}与名册相符",
        all - eligible,
        seats.join("、"),
        parties.join("、")
    )
}
