//! A pool, two parties, and the steps of an ordinary draw.

use chrono::{DateTime, TimeDelta, Utc};
use domain::draw::{
    Action, Called, Candidate, Command, Contribution, Draw, DrawRecord, Exclusion, Purpose, Seats, Step,
    panel_seats,
};
use domain::evaluation::Rejection;
use domain::panel::ExpertKind;
use domain::rulebook::Rulebook;

pub(crate) const CLERK: &str = "财政局绩效股经办";
pub(crate) const FINANCE: &str = "云溪区财政局";
pub(crate) const AUDIT: &str = "云溪区审计局";

/// A draw with a clock that moves a minute with every step.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) draw: Draw,
    now: DateTime<Utc>,
}

impl World {
    pub(crate) fn new() -> Self {
        let now = "2026-11-24T01:30:00.250Z".parse().unwrap();
        Self { draw: Draw::new("评估〔2026〕12号第1轮", Purpose::Panel).unwrap(), now }
    }

    pub(crate) fn perform(&mut self, command: Command) -> Result<Step, Rejection> {
        self.now += TimeDelta::minutes(1);
        self.draw.perform(command, CLERK, self.now)
    }

    /// Does what must succeed.
    pub(crate) fn ok(&mut self, command: Command) -> Step {
        self.perform(command).unwrap()
    }

    /// Tries what must be refused, proves that nothing changed, and gives the code of the first issue or of the
    /// refusal, with the article.
    pub(crate) fn refused(&mut self, command: Command) -> (String, &'static str) {
        let before = self.draw.clone();
        let rejection = self.perform(command).unwrap_err();
        assert_eq!(self.draw, before);
        assert!(!rejection.detail.is_empty());
        let code = rejection.issues.first().map_or(rejection.code, |issue| &issue.code);
        (code.to_owned(), rejection.article)
    }

    pub(crate) fn open(&mut self) -> Step {
        self.ok(opening(None))
    }

    pub(crate) fn commitment(&self, party: &str) -> String {
        contribution(party).commitment(self.draw.round().unwrap().opening_digest(), party)
    }

    pub(crate) fn commit(&mut self, party: &str) -> Step {
        let commitment = self.commitment(party);
        self.ok(Command::Commit { party: party.to_owned(), commitment })
    }

    pub(crate) fn reveal(&mut self, party: &str) -> Step {
        self.ok(Command::Reveal { party: party.to_owned(), contribution: contribution(party) })
    }

    /// Both parties commit and reveal, and the order is drawn.
    pub(crate) fn draw(&mut self) -> Step {
        for party in [FINANCE, AUDIT] {
            self.commit(party);
        }
        for party in [AUDIT, FINANCE] {
            self.reveal(party);
        }
        self.ok(Command::Draw)
    }

    /// An opened and drawn first round.
    pub(crate) fn drawn() -> Self {
        let mut world = Self::new();
        world.open();
        world.draw();
        world
    }

    pub(crate) fn called(&self, kind: ExpertKind) -> Called {
        let called = self.draw.round().unwrap().called();
        called.into_iter().find(|called| called.stratum == kind.label()).unwrap()
    }

    pub(crate) fn accept_all(&mut self) {
        for called in self.draw.round().unwrap().called() {
            for candidate in called.awaited {
                self.ok(Command::Accept { candidate });
            }
        }
    }

    pub(crate) fn record(&self) -> &DrawRecord {
        self.draw.record()
    }
}

pub(crate) fn contribution(party: &str) -> Contribution {
    match party {
        FINANCE => Contribution {
            salt: "3f".repeat(16),
            text: "当日开奖号码 07 12 19 23 28 31 + 05".to_owned(),
        },
        _ => Contribution { salt: "a0b1c2d3".repeat(4), text: "骰子 4 1 6".to_owned() },
    }
}

/// Seven business, five management and three finance experts; two more are left out.
pub(crate) fn pool() -> Vec<Candidate> {
    let kinds = [(ExpertKind::Business, 7), (ExpertKind::Management, 5), (ExpertKind::Finance, 3)];
    let mut pool: Vec<Candidate> = kinds
        .iter()
        .flat_map(|(kind, count)| {
            (1..=*count).map(move |number| {
                let letter = match kind {
                    ExpertKind::Business => "Y",
                    ExpertKind::Management => "G",
                    ExpertKind::Finance => "C",
                };
                Candidate::expert(format!("{letter}{number:02}"), *kind, format!("外区单位{number}"))
            })
        })
        .collect();
    let mut same_unit = Candidate::expert("Y08", ExpertKind::Business, "云溪区住建局");
    same_unit.exclusion = Some(Exclusion {
        code: "same_unit".to_owned(),
        article: "第二十二条".to_owned(),
        reason: "与申报单位同属云溪区住建局".to_owned(),
    });
    let mut suspended = Candidate::expert("C04", ExpertKind::Finance, "外区单位4");
    "暂停".clone_into(&mut suspended.status);
    suspended.exclusion = Some(Exclusion {
        code: "suspended".to_owned(),
        article: "第二十三条".to_owned(),
        reason: "暂停参加评估期间".to_owned(),
    });
    pool.extend([same_unit, suspended]);
    pool
}

pub(crate) fn five_seats() -> Vec<Seats> {
    panel_seats(&Rulebook::yunxi().unwrap().panel, 5).unwrap()
}

pub(crate) fn opening(reason: Option<&str>) -> Command {
    Command::Open {
        reason: reason.map(str::to_owned),
        candidates: pool(),
        seats: five_seats(),
        parties: vec![FINANCE.to_owned(), AUDIT.to_owned()],
    }
}

/// Gives every step the digest that fits, as somebody would who changes a record and knows the algorithm.
pub(crate) fn seal_again(record: &mut DrawRecord) {
    let mut previous = record.root();
    for step in &mut record.steps {
        step.digest = step.expected_digest(&previous);
        previous.clone_from(&step.digest);
    }
}

/// The orders of a drawing step.
pub(crate) fn orders(record: &mut DrawRecord) -> &mut Vec<domain::draw::StratumOrder> {
    let actions = record.steps.iter_mut().map(|step| &mut step.action);
    for action in actions {
        if let Action::Drawn { orders, .. } = action {
            return orders;
        }
    }
    panic!("nothing was drawn");
}
