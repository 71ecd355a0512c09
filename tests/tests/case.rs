//! A case that is walked along its path over HTTP. What an embargo must hide is planted on the way: see [`SECRETS`].

use std::sync::OnceLock;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::blocking::Body;
use serde_json::{Value, json};

use crate::cast::{Cast, PANEL};
use crate::engine::TestDatabase;
use crate::program::{list, run};
use crate::server::{Answer, Request, Server};

/// The subject of every case: a road whose evaluation Article 3(2) requires.
pub(crate) const SUBJECT: &str = "新荷路建设工程";
/// The day on which everything happens.
const DAY: &str = "2026-11-24";

/// Why an expert took off points.
pub(crate) const REASON: &str = "暗记甲乙丙";
/// Why the working group took off points.
pub(crate) const PRELIMINARY: &str = "暗记丁戊己";
/// What the experts were asked.
pub(crate) const ARGUMENT: &str = "暗记庚辛壬";
/// What the panel thinks.
pub(crate) const OPINION: &str = "暗记子丑寅";
/// What one of the panel thinks beside it.
pub(crate) const DISSENT: &str = "暗记卯辰巳";
/// What a deputy thinks.
pub(crate) const DEPUTY_OPINION: &str = "暗记午未申";
/// What the report says.
pub(crate) const REPORT: &str = "暗记酉戌亥";
/// What the record of the meeting says.
pub(crate) const MEETING: &str = "暗记天地人";
/// Everything that Article 22 keeps from the evaluated unit.
pub(crate) const SECRETS: [&str; 8] =
    [REASON, PRELIMINARY, ARGUMENT, OPINION, DISSENT, DEPUTY_OPINION, REPORT, MEETING];

/// Totals of the seven sheets whose mean is 598 ÷ 7 = 85.428571…
pub(crate) const GOOD: [&str; 7] = ["90", "88.5", "87", "85", "84.5", "83", "80"];
/// Totals whose mean is 559.5 ÷ 7 = 79.928571…: half a point short of 良好.
pub(crate) const FAIR: [&str; 7] = ["82", "81.5", "80", "80", "79.5", "78.5", "78"];

/// A server with its database and its people.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) database: TestDatabase,
    pub(crate) cast: Cast,
}

/// A prepared SQLite database: made once, copied for each test.
struct Template {
    bytes: Vec<u8>,
    cast: Cast,
    case: Option<Case>,
}

impl World {
    /// SQLite, with the cast and the list of 2023.
    pub(crate) fn fresh() -> Self {
        Self::from(fresh())
    }

    /// SQLite, with a case in the formal meeting: nobody has scored yet.
    pub(crate) fn in_meeting() -> (Self, Case) {
        static PREPARED: OnceLock<Template> = OnceLock::new();
        let template = PREPARED.get_or_init(|| {
            let world = Self::from(fresh());
            let mut case = Case::open(&world);
            case.walk_to(&world, Stage::InMeeting);
            world.into_template(Some(case))
        });
        (Self::from(template), template.case.clone().unwrap())
    }

    /// The cast and the list, in an empty database.
    pub(crate) fn prepared(database: TestDatabase) -> Self {
        let server = Server::start(&database.url);
        let cast = Cast::gather(&server, &database.url);
        let world = Self { server, database, cast };
        let imported = world.import().send().expect(201);
        assert_eq!(imported.body["projects"], 87);
        world
    }

    fn from(template: &Template) -> Self {
        let database = TestDatabase::copy_of(&template.bytes);
        Self { server: Server::start(&database.url), database, cast: template.cast.clone() }
    }

    fn into_template(mut self, case: Option<Case>) -> Template {
        assert_eq!(self.server.stop().code(), Some(0), "{}", self.server.log());
        Template { bytes: self.database.bytes(), cast: self.cast.clone(), case }
    }

    /// Imports the list of 2023.
    pub(crate) fn import(&self) -> Request {
        self.request(Method::POST, "bureau", "/imports?file_name=plan.tsv")
            .text("application/octet-stream", list())
    }

    pub(crate) fn request(&self, method: Method, who: &str, path: &str) -> Request {
        self.server.request(method, path, self.cast.token(who))
    }

    pub(crate) fn get(&self, who: &str, path: &str) -> Answer {
        self.request(Method::GET, who, path).send()
    }

    pub(crate) fn post(&self, who: &str, path: &str) -> Request {
        self.request(Method::POST, who, path)
    }

    /// The subject of every case, as the list shows it.
    pub(crate) fn subject(&self) -> Value {
        let page = self.get("bureau", "/subjects?verdict=required").expect(200).body;
        let subjects = page["subjects"].as_array().unwrap();
        subjects.iter().find(|subject| subject["name"] == SUBJECT).unwrap().clone()
    }

    /// Kills the server and starts it anew on the same database.
    pub(crate) fn restart(&mut self) {
        self.server.kill();
        self.server = Server::start(&self.database.url);
    }

    /// Has the program verify the database, and returns what it says.
    #[track_caller]
    pub(crate) fn verify(&self) -> String {
        let verified = run(&["verify", "--database", &self.database.url], b"");
        let said = String::from_utf8(verified.stdout).unwrap();
        assert_eq!(verified.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&verified.stderr));
        said
    }
}

fn fresh() -> &'static Template {
    static PREPARED: OnceLock<Template> = OnceLock::new();
    PREPARED.get_or_init(|| World::prepared(TestDatabase::sqlite()).into_template(None))
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Opened,
    Organised,
    Planned,
    Collecting,
    Preliminary,
    InMeeting,
    Reporting,
    Concluded,
    Submitted,
    Supported,
}

impl Stage {
    /// The whole path.
    pub(crate) const PATH: [Self; 10] = [
        Self::Opened,
        Self::Organised,
        Self::Planned,
        Self::Collecting,
        Self::Preliminary,
        Self::InMeeting,
        Self::Reporting,
        Self::Concluded,
        Self::Submitted,
        Self::Supported,
    ];

    /// As the API names it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Organised => "organised",
            Self::Planned => "planned",
            Self::Collecting => "collecting",
            Self::Preliminary => "preliminary",
            Self::InMeeting => "in_meeting",
            Self::Reporting => "reporting",
            Self::Concluded => "concluded",
            Self::Submitted => "submitted",
            Self::Supported => "supported",
        }
    }
}

/// One case, as its walker knows it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) version: u64,
    pub(crate) stage: Stage,
    /// What the experts will give in the end.
    pub(crate) totals: [&'static str; 7],
    /// Most points by indicator, in hundredths, once the notice is issued.
    pub(crate) weights: Vec<(String, u32)>,
}

impl Case {
    /// Opens a case on [`SUBJECT`]; it will end with the totals of [`GOOD`].
    pub(crate) fn open(world: &World) -> Self {
        Self::open_on(world, &world.subject())
    }

    /// Asks for a second case on [`SUBJECT`].
    pub(crate) fn open_refused(world: &World) -> Answer {
        opening(world, &world.subject()).send()
    }

    /// Opens a case on a subject of the unit.
    pub(crate) fn open_on(world: &World, subject: &Value) -> Self {
        let opened = opening(world, subject).send().expect(201);
        let id = opened.body["id"].as_str().unwrap().to_owned();
        let subject = opened.body["subject_id"].as_str().unwrap().to_owned();
        let version = opened.version.unwrap();
        Self { id, subject, version, stage: Stage::Opened, totals: GOOD, weights: Vec::new() }
    }

    /// A path below the case.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/evaluations/{}{below}", self.id)
    }

    /// Uploads a file to the case.
    pub(crate) fn upload(&self, world: &World, who: &str, name: &str, content: impl Into<Body>) -> Answer {
        let path = self.path(&format!("/files?name={}", utf8_percent_encode(name, NON_ALPHANUMERIC)));
        world.post(who, &path).text("application/octet-stream", content).send()
    }

    /// A command as somebody would give it who saw the present version.
    pub(crate) fn command(&self, world: &World, who: &str, command: &str, body: &Value) -> Request {
        let request = world.post(who, &self.path(&format!("/{command}"))).version(self.version);
        if body.is_null() { request } else { request.json(body) }
    }

    /// Gives a command that must succeed, and remembers the new version.
    #[track_caller]
    pub(crate) fn step(&mut self, world: &World, who: &str, command: &str, body: &Value) -> Answer {
        let answer = self.command(world, who, command, body).send();
        assert_eq!(answer.status, 200, "{who} {command}: {}", answer.text);
        self.version = answer.version.unwrap();
        answer
    }

    /// The state that the server gives.
    pub(crate) fn state(&self, world: &World) -> String {
        let case = world.get("bureau", &self.path("")).expect(200).body;
        case["round"]["state"]["code"].as_str().unwrap().to_owned()
    }

    /// Takes the case to a later stage.
    #[track_caller]
    pub(crate) fn walk_to(&mut self, world: &World, stage: Stage) {
        while self.stage < stage {
            let next = Stage::PATH[self.stage as usize + 1];
            match next {
                Stage::Opened => {}
                Stage::Organised => self.organise(world),
                Stage::Planned => self.plan(world),
                Stage::Collecting => self.notify(world),
                Stage::Preliminary => self.collect(world),
                Stage::InMeeting => self.score_preliminarily(world),
                Stage::Reporting => self.meet(world),
                Stage::Concluded => {
                    self.write_report(world);
                    self.step(world, "confirmer", "confirm-result", &Value::Null);
                }
                Stage::Submitted => {
                    self.step(world, "organiser", "submit-to-bureau", &json!({ "batch": "第1批" }));
                }
                Stage::Supported => {
                    self.step(world, "bureau", "accept", &Value::Null);
                }
            }
            self.stage = next;
            assert_eq!(self.state(world), next.code());
        }
    }

    fn organise(&mut self, world: &World) {
        let cast = &world.cast;
        let group = json!({ "leader": cast.id("leader"), "members": [cast.id("clerk")] });
        self.step(world, "organiser", "form-working-group", &group);
        let members: Vec<Value> =
            PANEL.iter().map(|(key, kind)| json!({ "expert": cast.id(key), "kind": kind })).collect();
        self.step(world, "organiser", "appoint-panel", &json!({ "members": members }));
        self.step(world, "organiser", "complete-organisation", &Value::Null);
    }

    fn plan(&mut self, world: &World) {
        self.step(world, "leader", "draft-plan", &plan());
        self.step(world, "organiser", "approve-plan", &Value::Null);
    }

    fn notify(&mut self, world: &World) {
        let issued = self.step(world, "organiser", "issue-notice", &notice());
        let indicators = issued.body["round"]["indicators"].as_array().unwrap();
        self.weights = indicators
            .iter()
            .map(|indicator| {
                let weight = hundredths(indicator["weight"].as_str().unwrap());
                (indicator["code"].as_str().unwrap().to_owned(), weight)
            })
            .collect();
        assert_eq!(self.weights.iter().map(|(_, weight)| weight).sum::<u32>(), 10_000, "in hundredths");
    }

    fn collect(&mut self, world: &World) {
        let deputy = json!({ "deputy": world.cast.id("deputy") });
        self.step(world, "organiser", "invite-deputy", &deputy);
        let case = world.get("applicant", &self.path("")).expect(200).body;
        let checklist = case["round"]["checklist"].as_array().unwrap();
        let digest =
            self.upload(world, "applicant", "资料.txt", "测试资料").expect(201).body["digest"].clone();
        for item in checklist.iter().filter(|item| item["required"] == true) {
            let code = &item["code"];
            let material = json!({ "item": code, "title": format!("{SUBJECT}资料"), "digest": digest });
            self.step(world, "applicant", "submit-material", &material);
            self.step(world, "clerk", "accept-material", &json!({ "item": code }));
        }
        self.step(world, "leader", "skip-site-visit", &json!({ "reason": "现场无施工条件，以资料代替" }));
        self.step(world, "leader", "complete-collection", &Value::Null);
    }

    fn score_preliminarily(&mut self, world: &World) {
        let case = world.get("leader", &self.path("")).expect(200).body;
        let mut checklist = case["round"]["checklist"].as_array().unwrap().iter();
        let supplied = checklist.find(|item| item["materials"] != json!([])).unwrap()["code"].clone();
        for (indicator, weight) in self.weights.clone() {
            let mark = json!({
                "indicator": indicator,
                "score": points(weight),
                "basis": "申报资料",
                "points": PRELIMINARY,
                "evidence": [{ "material": supplied }],
                "reason": PRELIMINARY,
            });
            self.step(world, "leader", "score-preliminary", &mark);
        }
        let question = json!({ "indicator": self.weights[0].0, "question": ARGUMENT });
        self.step(world, "leader", "raise-argument-request", &question);
        self.step(world, "organiser", "convene-meeting", &Value::Null);
    }

    fn meet(&mut self, world: &World) {
        self.step(world, "expert6", "answer-argument-request", &json!({ "number": 1, "answer": ARGUMENT }));
        let totals = self.totals;
        for ((expert, _), total) in PANEL.iter().zip(totals) {
            let saved = self.save(world, expert, 0, &self.marks(total)).send().expect(200);
            self.lock(world, expert, saved.version.unwrap()).send().expect(200);
        }
        self.conclude_meeting(world);
    }

    /// All that follows the locking of the sheets.
    pub(crate) fn conclude_meeting(&mut self, world: &World) {
        self.step(world, "clerk", "record-meeting", &meeting());
        self.step(world, "expert1", "draft-opinion", &json!({ "text": OPINION }));
        for (expert, _) in PANEL {
            let dissent = (expert == "expert7").then_some(DISSENT);
            self.step(world, expert, "sign-opinion", &json!({ "dissent": dissent }));
        }
        self.step(world, "deputy", "submit-deputy-opinion", &json!({ "text": DEPUTY_OPINION }));
        self.step(world, "leader", "conclude-meeting", &Value::Null);
    }

    /// The sections that the rulebook of the case asks for.
    fn report_sections(&self, world: &World) -> Vec<String> {
        let case = world.get("organiser", &self.path("")).expect(200).body;
        let path = format!("/rulebooks/{}", case["rulebook"].as_str().unwrap());
        let settings = world.get("organiser", &path).expect(200).body["settings"].clone();
        let code = |setting: &Value| {
            let key = setting["key"].as_str().unwrap();
            Some(key.strip_prefix("report_section.")?.strip_suffix(".title")?.to_owned())
        };
        settings.as_array().unwrap().iter().filter_map(code).collect()
    }

    /// Writes every section and has the whole group sign.
    pub(crate) fn write_report(&mut self, world: &World) {
        for section in self.report_sections(world) {
            // Another text each time: a report that was returned has to change.
            let text = format!("{REPORT}，第{}版", self.version);
            let text = json!({ "section": section, "text": text });
            self.step(world, "leader", "write-report-section", &text);
        }
        self.step(world, "leader", "sign-report", &Value::Null);
        self.step(world, "clerk", "sign-report", &Value::Null);
    }

    /// Saves marks on an expert's sheet.
    pub(crate) fn save(&self, world: &World, expert: &str, version: u64, marks: &Value) -> Request {
        let path = self.path("/sheets/mine");
        world.request(Method::PUT, expert, &path).version(version).json(&json!({ "marks": marks }))
    }

    /// Locks an expert's sheet.
    pub(crate) fn lock(&self, world: &World, expert: &str, version: u64) -> Request {
        world.post(expert, &self.path("/sheets/mine/lock")).version(version)
    }

    /// A mark for every indicator, `total` points together; what is missing is taken off from the front.
    pub(crate) fn marks(&self, total: &str) -> Value {
        let mut missing = 10_000 - hundredths(total);
        let marks = self.weights.iter().map(|(indicator, weight)| {
            let off = missing.min(*weight);
            missing -= off;
            let reason = if off > 0 { REASON } else { "" };
            json!({ "indicator": indicator, "score": points(weight - off), "reason": reason })
        });
        Value::Array(marks.collect())
    }

    /// The indicators of the frozen table.
    pub(crate) fn indicators(&self) -> Vec<&str> {
        self.weights.iter().map(|(indicator, _)| indicator.as_str()).collect()
    }

    /// The sheet of `expert` as they see it themselves.
    pub(crate) fn sheet_of(&self, world: &World, expert: &str) -> Value {
        let sheets = world.get(expert, &self.path("/sheets")).expect(200).body;
        let id = world.cast.id(expert);
        sheets.as_array().unwrap().iter().find(|sheet| sheet["expert"] == id).unwrap().clone()
    }
}

fn opening(world: &World, subject: &Value) -> Request {
    let path = format!("/subjects/{}/evaluations", subject["id"].as_str().unwrap());
    let version = subject["version"].as_u64().unwrap();
    world.post("organiser", &path).version(version).json(&json!({ "budget_year": 2027 }))
}

fn plan() -> Value {
    json!({
        "contents": {
            "subject_overview": "新建道路，总投资900万元。",
            "purpose_and_basis": "判断工程是否必要、可行。",
            "organisation_and_methods": "工作组和七人专家小组。",
            "content_and_focus": "造价依据和资金保障。",
            "indicator_system": "采用规则集的项目指标体系。",
            "personnel": "工作组两人，专家七人。",
            "steps_and_schedule": "收齐资料后召开正式评估会。",
            "requirements": "遵守回避和保密要求。",
        },
        "methods": ["专家咨询", "比较法"],
    })
}

fn notice() -> Value {
    json!({
        "document_number": "云住建评〔2026〕1号",
        "scope": "立项、投入、目标和方案。",
        "basis": "管理办法和批准的评估方案。",
        "content": "按六个方面逐项评估。",
        "procedure": "提交资料、初步评分、正式评估会。",
        "requirements": "按期提交资料。",
        "base_data_table": "项目名称、总投资、资金来源。",
        "site_visit_schedule": "在建设现场核对路线。",
        "material_due": "2026-12-10",
    })
}

fn meeting() -> Value {
    json!({
        "on": DAY,
        "place": "住建局会议室",
        "attendees": ["住建局", "专家小组"],
        "unit_report": MEETING,
        "preliminary_report": MEETING,
        "discussion": MEETING,
    })
}

fn hundredths(points: &str) -> u32 {
    let (whole, part) = points.split_once('.').unwrap_or((points, "0"));
    whole.parse::<u32>().unwrap() * 100 + format!("{part:0<2}").parse::<u32>().unwrap()
}

fn points(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
