//! Evaluations: cases, rounds and everything that is recorded in a round.
//!
//! The statements are plain SQL that SQLite and PostgreSQL both read. Persons are three columns, kept as a paper
//! named them; they do not refer to `actors`, whose rows may say something else by now. A time is the text
//! `2026-11-24T07:56:57.123Z`, a day is `2026-11-24`, a mark is in hundredths of a point.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_000003_evaluations"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in CASES {
            connection.execute_unprepared(statement).await?;
        }
        for part in PARTS {
            connection.execute_unprepared(&part.statement()).await?;
        }
        for statement in INDEXES {
            connection.execute_unprepared(statement).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared(STREAM_INDEX).await?;
        }
        Ok(())
    }
}

const CASES: [&str; 2] = [
    "CREATE TABLE evaluations (
        id TEXT NOT NULL PRIMARY KEY,
        version BIGINT NOT NULL CHECK (version >= 1),
        subject_id TEXT NOT NULL REFERENCES subjects (id),
        subject_name TEXT NOT NULL,
        object TEXT NOT NULL CHECK (object IN ('policy', 'project')),
        applicant TEXT NOT NULL,
        voluntary BOOLEAN NOT NULL,
        rulebook_id TEXT NOT NULL,
        rulebook_digest TEXT NOT NULL,
        budget_year BIGINT NOT NULL CHECK (budget_year BETWEEN 2000 AND 2100),
        round_number BIGINT NOT NULL CHECK (round_number >= 1),
        state TEXT NOT NULL CHECK (state IN ('opened', 'organised', 'planned', 'collecting', 'preliminary',
            'in_meeting', 'reporting', 'concluded', 'submitted', 'supported', 'returned_for_revision', 'excluded',
            'withdrawn'))
    )",
    "CREATE TABLE evaluation_rounds (
        evaluation_id TEXT NOT NULL REFERENCES evaluations (id),
        round BIGINT NOT NULL CHECK (round >= 1),
        kind TEXT NOT NULL CHECK (kind IN ('first', 'revision', 'reevaluation')),
        supersedes BIGINT CHECK (supersedes < round),
        opening_reason TEXT,
        organiser TEXT NOT NULL,
        organiser_is_finance_bureau BOOLEAN NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('opened', 'organised', 'planned', 'collecting', 'preliminary',
            'in_meeting', 'reporting', 'concluded', 'submitted', 'supported', 'returned_for_revision', 'excluded',
            'superseded', 'withdrawn')),
        opened_at TEXT NOT NULL,
        firm TEXT,
        contract TEXT,
        fee_source TEXT,
        end_reason TEXT,
        PRIMARY KEY (evaluation_id, round),
        FOREIGN KEY (evaluation_id, supersedes) REFERENCES evaluation_rounds (evaluation_id, round),
        CHECK ((firm IS NULL) = (contract IS NULL) AND (firm IS NULL) = (fee_source IS NULL))
    )",
];

/// A table of parts of rounds.
struct Part {
    table: &'static str,
    /// What the key has beyond the round.
    key: &'static str,
    /// What the part belongs to, where that is not the round itself.
    owner: Option<Owner>,
    /// Columns and constraints; `NAME AS PERSON` stands for the three columns of a person.
    columns: &'static [&'static str],
}

/// The table that a part of a part refers to, and its key beyond the round.
struct Owner {
    table: &'static str,
    key: &'static str,
}

impl Part {
    fn statement(&self) -> String {
        let mut lines = vec!["evaluation_id TEXT NOT NULL".to_owned(), "round BIGINT NOT NULL".to_owned()];
        // A table's own constraints come after all its columns.
        let mut constraints = Vec::new();
        for column in self.columns {
            match column.split_once(" AS ") {
                Some((name, "PERSON")) => lines.extend(person(name, " NOT NULL")),
                Some((name, "OPTIONAL PERSON")) => {
                    lines.extend(person(name, ""));
                    constraints.push(format!(
                        "CHECK (({name} IS NULL) = ({name}_post IS NULL) AND ({name} IS NULL) = ({name}_organisation IS NULL))"
                    ));
                }
                Some(_) | None
                    if ["CHECK ", "UNIQUE ", "FOREIGN "].iter().any(|word| column.starts_with(word)) =>
                {
                    constraints.push((*column).to_owned());
                }
                Some(_) | None => lines.push((*column).to_owned()),
            }
        }
        lines.append(&mut constraints);
        lines.push(format!("PRIMARY KEY (evaluation_id, round{})", self.key));
        let (owner, key) = match &self.owner {
            Some(Owner { table, key }) => (*table, *key),
            None => ("evaluation_rounds", ""),
        };
        lines.push(format!(
            "FOREIGN KEY (evaluation_id, round{key}) REFERENCES {owner} (evaluation_id, round{key})"
        ));
        format!("CREATE TABLE {} ({})", self.table, lines.join(", "))
    }
}

fn person(name: &str, constraint: &str) -> [String; 3] {
    ["", "_post", "_organisation"].map(|suffix| format!("{name}{suffix} TEXT{constraint}"))
}

const fn part(table: &'static str, key: &'static str, columns: &'static [&'static str]) -> Part {
    Part { table, key, owner: None, columns }
}

const POSITION: &str = "position BIGINT NOT NULL CHECK (position >= 1)";

const PARTS: [Part; 24] = [
    part(
        "round_seats",
        ", seat, position",
        &[
            "seat TEXT NOT NULL CHECK (seat IN ('leader', 'member', 'former_member', 'panel', 'former', 'deputy',
                'released_deputy'))",
            POSITION,
            "actor TEXT NOT NULL",
            "post TEXT NOT NULL",
            "organisation TEXT NOT NULL",
            "expert_kind TEXT CHECK (expert_kind IN ('business', 'management', 'finance'))",
            "note TEXT",
            "left_in TEXT",
            "CHECK ((seat IN ('panel', 'former')) = (expert_kind IS NOT NULL))",
            "CHECK (seat NOT IN ('former', 'former_member', 'released_deputy') OR note IS NOT NULL)",
            "CHECK ((seat = 'former_member') = (left_in IS NOT NULL))",
        ],
    ),
    part(
        "round_entries",
        ", list, position",
        &[
            "list TEXT NOT NULL CHECK (list IN ('plan_methods', 'site_visit_participants', 'meeting_attendees'))",
            POSITION,
            "entry TEXT NOT NULL",
        ],
    ),
    part(
        "panel_deviations",
        "",
        &[
            "reason TEXT NOT NULL",
            "requested_by AS PERSON",
            "approved_by AS OPTIONAL PERSON",
            "CHECK (approved_by <> requested_by)",
        ],
    ),
    part(
        "panel_withdrawals",
        ", expert",
        &["expert TEXT NOT NULL", "reason TEXT NOT NULL", "requested_by AS PERSON"],
    ),
    part(
        "round_plans",
        "",
        &[
            "subject_overview TEXT NOT NULL",
            "purpose_and_basis TEXT NOT NULL",
            "organisation_and_methods TEXT NOT NULL",
            "content_and_focus TEXT NOT NULL",
            "indicator_system TEXT NOT NULL",
            "personnel TEXT NOT NULL",
            "steps_and_schedule TEXT NOT NULL",
            "requirements TEXT NOT NULL",
            "drafted_by AS PERSON",
            "approved_by AS OPTIONAL PERSON",
        ],
    ),
    Part {
        table: "plan_weights",
        key: ", indicator",
        owner: Some(Owner { table: "round_plans", key: "" }),
        columns: &["indicator TEXT NOT NULL", "weight BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 10000)"],
    },
    part(
        "round_notices",
        "",
        &[
            "document_number TEXT NOT NULL",
            "scope TEXT NOT NULL",
            "basis TEXT NOT NULL",
            "content TEXT NOT NULL",
            "procedure TEXT NOT NULL",
            "requirements TEXT NOT NULL",
            "base_data_table TEXT NOT NULL",
            "site_visit_schedule TEXT NOT NULL",
            "material_due TEXT NOT NULL",
            "issued_at TEXT NOT NULL",
            "issued_by AS PERSON",
        ],
    ),
    part(
        "checklist_items",
        ", item",
        &[
            "item TEXT NOT NULL",
            "name TEXT NOT NULL",
            "required BOOLEAN NOT NULL",
            "status TEXT NOT NULL CHECK (status IN ('missing', 'received', 'accepted', 'returned', 'waived'))",
            "return_reason TEXT",
            "waiver_reason TEXT",
            "waiver_requested_by AS OPTIONAL PERSON",
            "waiver_approved_by AS OPTIONAL PERSON",
            "CHECK ((waiver_reason IS NULL) = (waiver_requested_by IS NULL))",
            "CHECK (waiver_approved_by IS NULL OR waiver_reason IS NOT NULL)",
            "CHECK (waiver_approved_by <> waiver_requested_by)",
        ],
    ),
    Part {
        table: "materials",
        key: ", item, position",
        owner: Some(Owner { table: "checklist_items", key: ", item" }),
        columns: &[
            "item TEXT NOT NULL",
            POSITION,
            "title TEXT NOT NULL",
            "digest TEXT NOT NULL CHECK (length(digest) = 64)",
            "supplied_by AS PERSON",
            "supplied_at TEXT NOT NULL",
        ],
    },
    part(
        "supplements",
        ", position",
        &[
            POSITION,
            "text TEXT NOT NULL",
            "due TEXT NOT NULL",
            "answer TEXT",
            "close_reason TEXT",
            "closed_by AS OPTIONAL PERSON",
            "CHECK ((close_reason IS NULL) = (closed_by IS NULL))",
            "CHECK (answer IS NULL OR close_reason IS NULL)",
        ],
    ),
    part(
        "site_visits",
        "",
        &[
            "visited_on TEXT",
            "place TEXT",
            "findings TEXT",
            "explanations TEXT",
            "skip_reason TEXT",
            "CHECK ((visited_on IS NULL) = (skip_reason IS NOT NULL))",
            "CHECK ((place IS NULL) = (visited_on IS NULL) AND (findings IS NULL) = (visited_on IS NULL))",
            "CHECK ((explanations IS NULL) = (visited_on IS NULL))",
        ],
    ),
    part(
        "preliminary_scores",
        ", indicator",
        &[
            "indicator TEXT NOT NULL",
            "score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 10000)",
            "basis TEXT NOT NULL",
            "points TEXT NOT NULL",
            "evidence TEXT NOT NULL",
            "reason TEXT NOT NULL",
            "scored_by AS PERSON",
        ],
    ),
    part(
        "argument_requests",
        ", position",
        &[POSITION, "indicator TEXT NOT NULL", "question TEXT NOT NULL", "answer TEXT"],
    ),
    part(
        "round_meetings",
        "",
        &[
            "held_on TEXT NOT NULL",
            "place TEXT NOT NULL",
            "unit_report TEXT NOT NULL",
            "preliminary_report TEXT NOT NULL",
            "discussion TEXT NOT NULL",
        ],
    ),
    part(
        "score_sheets",
        ", expert",
        &[
            "expert TEXT NOT NULL",
            "version BIGINT NOT NULL CHECK (version >= 1)",
            "locked_at TEXT",
            "reopened BOOLEAN NOT NULL",
        ],
    ),
    Part {
        table: "sheet_marks",
        key: ", expert, indicator",
        owner: Some(Owner { table: "score_sheets", key: ", expert" }),
        columns: &[
            "expert TEXT NOT NULL",
            "indicator TEXT NOT NULL",
            "score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 10000)",
            "reason TEXT NOT NULL",
        ],
    },
    part("round_opinions", "", &["text TEXT NOT NULL", "drafted_by AS PERSON"]),
    Part {
        table: "opinion_signatures",
        key: ", position",
        owner: Some(Owner { table: "round_opinions", key: "" }),
        columns: &[
            POSITION,
            "expert TEXT NOT NULL",
            "dissent TEXT",
            "signed_at TEXT NOT NULL",
            "UNIQUE (evaluation_id, round, expert)",
        ],
    },
    part(
        "report_sections",
        ", section",
        &["section TEXT NOT NULL", "text TEXT NOT NULL", "written_by AS PERSON"],
    ),
    part(
        "report_signatures",
        ", position",
        &[
            POSITION,
            "signed_by AS PERSON",
            "signed_at TEXT NOT NULL",
            "UNIQUE (evaluation_id, round, signed_by)",
        ],
    ),
    part(
        "report_returns",
        ", position",
        &[
            POSITION,
            "reason TEXT NOT NULL",
            "returned_by AS PERSON",
            "returned_at TEXT NOT NULL",
            "revised BOOLEAN NOT NULL",
        ],
    ),
    part(
        "round_results",
        "",
        &[
            "score_sum BIGINT NOT NULL CHECK (score_sum BETWEEN 0 AND score_count * 10000)",
            "score_count BIGINT NOT NULL CHECK (score_count >= 1)",
            // A rulebook names its grades and outcomes itself; what the workflow does is one of a closed list.
            "grade TEXT",
            "grade_label TEXT",
            "outcome TEXT NOT NULL",
            "outcome_label TEXT NOT NULL",
            "effect TEXT NOT NULL CHECK (effect IN ('supported', 'revise_and_resubmit', 'excluded'))",
            "preliminary_total BIGINT NOT NULL CHECK (preliminary_total BETWEEN 0 AND 10000)",
            "confirmed_by AS PERSON",
            "confirmed_at TEXT NOT NULL",
        ],
    ),
    part(
        "reviews",
        ", position",
        &[
            POSITION,
            "score BIGINT CHECK (score BETWEEN 0 AND 10000)",
            "finding TEXT NOT NULL",
            "reviewed_by AS PERSON",
        ],
    ),
    part(
        "round_batches",
        "",
        &["number TEXT NOT NULL", "submitted_by AS PERSON", "submitted_at TEXT NOT NULL"],
    ),
];

const INDEXES: [&str; 9] = [
    // C46: a subject has one open case. A returned object is still on its way: its next round may follow.
    "CREATE UNIQUE INDEX evaluations_one_open ON evaluations (subject_id)
        WHERE state NOT IN ('supported', 'excluded', 'withdrawn')",
    "CREATE INDEX evaluations_subject ON evaluations (subject_id)",
    "CREATE INDEX evaluations_state ON evaluations (state, id)",
    "CREATE INDEX evaluations_applicant ON evaluations (applicant, id)",
    "CREATE INDEX evaluations_budget_year ON evaluations (budget_year, id)",
    "CREATE INDEX evaluation_rounds_organiser ON evaluation_rounds (organiser)",
    "CREATE INDEX evaluation_rounds_firm ON evaluation_rounds (firm)",
    "CREATE INDEX round_seats_actor ON round_seats (actor)",
    // Nobody has a seat twice; whoever left the working group, or was invited in vain, may have come back.
    "CREATE UNIQUE INDEX round_seats_once ON round_seats (evaluation_id, round, seat, actor)
        WHERE seat NOT IN ('former_member', 'released_deputy')",
];

/// The events of a case and of its sheets are a range of streams, compared byte by byte. SQLite compares texts so
/// anyway; on PostgreSQL the order of an index depends on the language of the database unless it says otherwise.
const STREAM_INDEX: &str = r#"CREATE INDEX journal_stream_bytes ON journal (stream COLLATE "C")"#;
