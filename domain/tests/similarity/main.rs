//! Splits and overlaps through the public functions: the real list, invented cases, and what must hold of any list.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod cases;
mod decisions;
mod laws;
mod real_list;

use std::sync::LazyLock;

use domain::classification::{Application, DistrictMoney, Fact, Facts, ObjectKind, ProjectClass, UnitKind};
use domain::id::{ImportId, SubjectId};
use domain::intake::{ListedProject, UnitDirectory, read};
use domain::money::Money;
use domain::rulebook::Rulebook;
use domain::similarity::{Features, Finding, FindingKind, Limits, Locality, SimilarityIndex};
use domain::subject::{Declaration, Registration};
use uuid::Uuid;

const LIST: &str = include_str!("../../../api/demo/investment-plan-2023.tsv");

/// Parsed once: a rulebook is proved when it is parsed.
static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::yunxi().unwrap());

fn limits() -> Limits {
    Limits::of(&RULEBOOK)
}

fn locality() -> Locality {
    Locality::new(&RULEBOOK.measure.place)
}

fn id(number: usize) -> SubjectId {
    SubjectId(Uuid::from_u128(number as u128))
}

fn projects() -> Vec<ListedProject> {
    let units = UnitDirectory::yunxi().unwrap();
    read(LIST.as_bytes(), &units, RULEBOOK.class_matters().unwrap()).0
}

fn listed(project: &ListedProject) -> Features {
    let import = ImportId(Uuid::from_u128(1));
    let listed = Registration::listed(SubjectId(Uuid::nil()), import, project.clone());
    Features::new(&listed.declaration, &listed.facts, Some(import), &locality())
}

fn index(features: impl IntoIterator<Item = (usize, Features)>) -> SimilarityIndex {
    let mut index = SimilarityIndex::new();
    for (number, features) in features {
        index.put(id(number), features);
    }
    index
}

fn everything(index: &SimilarityIndex) -> Vec<Finding> {
    index.findings(None, &limits(), &|_| true)
}

fn of_kind(findings: &[Finding], kind: FindingKind) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.kind == kind).collect()
}

/// An invented project.
#[derive(Debug, Clone)]
struct Sample {
    name: &'static str,
    unit: &'static str,
    wan: u32,
    content: &'static str,
    schedule: &'static str,
    facts: Facts,
}

/// New infrastructure, stated as such and paid by the district.
fn sample(name: &'static str, unit: &'static str, wan: u32) -> Sample {
    let stated = "申报表";
    let facts = Facts {
        object: Some(Fact::stated(ObjectKind::Project, stated)),
        application: Some(Fact::stated(Application::New, stated)),
        class: Some(Fact::stated(ProjectClass::Infrastructure, stated)),
        district_money: Some(Fact::stated(DistrictMoney::Some, stated)),
        unit: Some(Fact::stated(UnitKind::Department, stated)),
        ..Facts::default()
    };
    Sample { name, unit, wan, content: "", schedule: "", facts }
}

impl Sample {
    fn about(self, content: &'static str) -> Self {
        Self { content, ..self }
    }

    fn during(self, schedule: &'static str) -> Self {
        Self { schedule, ..self }
    }

    fn with(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    fn features(mut self) -> Features {
        self.facts.total_amount = Some(Fact::stated(Money::from_ten_thousand_yuan(self.wan), "总投资"));
        let declaration = Declaration {
            name: self.name.to_owned(),
            unit: Some(self.unit.to_owned()),
            content: self.content.to_owned(),
            schedule: self.schedule.to_owned(),
            ..Declaration::default()
        };
        Features::new(&declaration, &self.facts, Some(ImportId(Uuid::from_u128(1))), &locality())
    }
}

fn findings(samples: &[Sample]) -> Vec<Finding> {
    everything(&index(samples.iter().cloned().map(Sample::features).enumerate()))
}
