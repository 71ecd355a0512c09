//! A rulebook as a list of settings in words: what an official reads, and what two rulebooks are compared by.

use super::{
    Band, ChecklistEntry, DeadlineRule, IndicatorTree, OutcomeRule, Rulebook, ScoringPoint, Trigger,
};
use crate::classification::{Application, ObjectKind};
use crate::money::Money;

/// One setting in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Stable name: `trigger.3(2).amount.infrastructure`.
    pub key: String,
    /// What it belongs to, by stable name; settings that come and go together share it: `trigger.3(2)`.
    pub group: String,
    /// What it belongs to, in words: `新增项目达到金额标准`.
    pub subject: String,
    /// The article.
    pub article: String,
    /// What is set: `基础设施类`.
    pub label: String,
    /// To what: `400万元`.
    pub value: String,
}

/// Collects the settings of one group after the other.
struct Collection {
    settings: Vec<Setting>,
    group: String,
    subject: String,
    article: String,
}

impl Collection {
    fn open(&mut self, group: impl Into<String>, subject: impl Into<String>, article: impl Into<String>) {
        self.group = group.into();
        self.subject = subject.into();
        self.article = article.into();
    }

    fn add(&mut self, name: &str, label: impl Into<String>, value: impl Into<String>) {
        self.settings.push(Setting {
            key: format!("{}.{name}", self.group),
            group: self.group.clone(),
            subject: self.subject.clone(),
            article: self.article.clone(),
            label: label.into(),
            value: value.into(),
        });
    }
}

impl Rulebook {
    /// Every setting, in the order of the rulebook's parts.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let mut all = Collection {
            settings: Vec::new(),
            group: String::new(),
            subject: String::new(),
            article: String::new(),
        };
        measure(self, &mut all);
        triggers(&self.triggers, &mut all);
        for reading in &self.readings {
            let subject = format!("对条文的理解{}", reading.code);
            all.open(format!("reading.{}", reading.code), subject, &reading.article);
            all.add("text", "取法", &reading.text);
        }
        panel_and_scoring(self, &mut all);
        results(&self.outcomes, &self.bands, self, &mut all);
        for object in [ObjectKind::Project, ObjectKind::Policy] {
            tree(self.tree(object), object, &mut all);
        }
        papers(self, &mut all);
        all.settings
    }
}

const fn yes_or_no(value: bool) -> &'static str {
    if value { "是" } else { "否" }
}

fn measure(rulebook: &Rulebook, all: &mut Collection) {
    let measure = &rulebook.measure;
    all.open("measure", "办法", "");
    all.add("title", "名称", &measure.title);
    all.add("document_number", "文号", &measure.document_number);
    all.add("issued_by", "印发单位", &measure.issued_by);
    all.add("place", "地方", &measure.place);
    all.add("effective_from", "施行日期", measure.effective_from.to_string());
    all.add("based_on", "上级依据", measure.based_on.join("；"));
    if let Some(text) = &measure.to_confirm {
        all.add("to_confirm", "使用前须确认", text);
    }
}

fn triggers(triggers: &[Trigger], all: &mut Collection) {
    for (position, trigger) in triggers.iter().enumerate() {
        let earlier = triggers.iter().take(position).filter(|other| other.clause == trigger.clause).count();
        let group = match earlier {
            0 => format!("trigger.{}", trigger.clause),
            earlier => format!("trigger.{}#{}", trigger.clause, earlier + 1),
        };
        all.open(group, &trigger.title, &trigger.article);
        conditions(trigger, all);
    }
}

fn conditions(trigger: &Trigger, all: &mut Collection) {
    let objects: Vec<&str> = trigger.objects.iter().map(|object| object.label()).collect();
    let applications: Vec<&str> =
        trigger.applications.iter().map(|application: &Application| application.label()).collect();
    let listed = |words: &[&str]| if words.is_empty() { "不限".to_owned() } else { words.join("、") };
    all.add("designation", "凭部署文件即应评估", yes_or_no(trigger.designation));
    all.add("objects", "评估对象", listed(&objects));
    all.add("applications", "申请事项", listed(&applications));
    all.add("district_money", "须有本级财政资金", yes_or_no(trigger.district_money));
    if let Some(amount) = &trigger.amount {
        all.add("amount.base", "金额口径", amount.base.label());
        all.add("amount.infrastructure", "基础设施类金额标准", amount.infrastructure.to_string());
        all.add("amount.non_infrastructure", "非基础设施类金额标准", amount.non_infrastructure.to_string());
    }
    if let Some(share) = trigger.town_share {
        all.add("town_share", "镇（街道）实施的本级出资比例", format!("{share}以上（含）"));
    }
    if let Some(increase) = &trigger.increase {
        all.add("increase.at_least", "增加比例", format!("{}以上（含）", increase.at_least));
        all.add("increase.cumulative", "多次增加合并计算", yes_or_no(increase.cumulative));
        let orders = yes_or_no(increase.without_higher_level_orders);
        all.add("increase.without_higher_level_orders", "扣除上级统一部署的部分", orders);
        let least = match increase.minimum {
            Money::ZERO => "不设".to_owned(),
            minimum => minimum.to_string(),
        };
        all.add("increase.minimum", "最低增加额", least);
    }
    let readings = if trigger.readings.is_empty() { "无".to_owned() } else { trigger.readings.join("、") };
    all.add("readings", "所依据的理解", readings);
}

fn panel_and_scoring(rulebook: &Rulebook, all: &mut Collection) {
    let panel = &rulebook.panel;
    all.open("panel", "专家小组", &panel.article);
    all.add("minimum_size", "最少人数", format!("{}人", panel.minimum_size));
    all.add("odd", "人数须为单数", yes_or_no(panel.odd));
    all.add("all_kinds", "三类专家须齐全", yes_or_no(panel.all_kinds));
    all.add("deviation_allowed", "可以变通", yes_or_no(panel.deviation_allowed));
    let scoring = &rulebook.scoring;
    all.open("scoring", "打分和汇总", &scoring.article);
    all.add("aggregation", "最后得分", scoring.aggregation.label());
    all.add("rounding", "小数处理", scoring.rounding.label());
    all.add("step", "打分档差", format!("{}分", scoring.step.plain()));
    all.add("conditional_weights", "不适用要点的分值", scoring.conditional_weights.label());
    let weights =
        scoring.kind_weights.map_or_else(|| "每位专家同等计算".to_owned(), |weights| weights.label());
    all.add("kind_weights", "各类专家的权重", weights);
    all.add("revision", "全部锁定后可各修改一次", yes_or_no(scoring.revision));
    all.add("carried_by", "等次依据", scoring.carried_by.label());
}

fn results(outcomes: &[OutcomeRule], bands: &[Band], rulebook: &Rulebook, all: &mut Collection) {
    for outcome in outcomes {
        all.open(
            format!("outcome.{}", outcome.code),
            format!("结果应用“{}”", outcome.code),
            &outcome.article,
        );
        all.add("label", "说法", &outcome.label);
        all.add("effect", "后续办理", outcome.effect.label());
        if outcome.beside_grades {
            all.add("beside_grades", "不看得分，由认定人在等次之外认定", yes_or_no(true));
        }
    }
    for (position, band) in bands.iter().enumerate() {
        let code = band.grade.as_ref().map_or(&band.outcome, |grade| &grade.code);
        let same = |other: &&Band| other.grade.as_ref().map_or(&other.outcome, |grade| &grade.code) == code;
        let group = match bands.iter().take(position).filter(same).count() {
            0 => format!("band.{code}"),
            earlier => format!("band.{code}#{}", earlier + 1),
        };
        let subject = match &band.grade {
            Some(grade) => format!("等次“{}”", grade.label),
            None => format!("分数段“{code}”"),
        };
        all.open(group, subject, &band.article);
        all.add("bounds", "分数", band.bounds());
        let leads_to = rulebook.outcome(&band.outcome).map_or(&band.outcome, |outcome| &outcome.label);
        all.add("outcome", "结果应用", leads_to);
    }
}

fn tree(tree: &IndicatorTree, object: ObjectKind, all: &mut Collection) {
    let place = match object {
        ObjectKind::Project => "indicators.project",
        ObjectKind::Policy => "indicators.policy",
    };
    for heading in &tree.headings {
        for indicator in &heading.indicators {
            let subject = format!("{}指标{}", object.label(), indicator.code);
            all.open(format!("{place}.{}", indicator.code), subject, &heading.article);
            all.add("heading", "所属方面", &heading.name);
            all.add("name", "名称", &indicator.name);
            all.add("weight", "分值", format!("{}分", indicator.weight.plain()));
            for point in &indicator.points {
                all.add(&point.code, format!("要点{}", point.code), question(point));
            }
        }
    }
    for point in &tree.unscored {
        let subject = format!("{}不计分要点{}", object.label(), point.code);
        all.open(format!("{place}.{}", point.code), subject, "");
        all.add("text", "内容", question(point));
    }
}

fn question(point: &ScoringPoint) -> String {
    let marks = [
        point.applies_to.label(),
        point.funding_compliance.then_some("筹资合规性"),
        point.red_flag.then_some("须提请会议注意"),
    ];
    let marks: Vec<&str> = marks.into_iter().flatten().collect();
    if marks.is_empty() { point.text.clone() } else { format!("{}（{}）", point.text, marks.join("，")) }
}

fn papers(rulebook: &Rulebook, all: &mut Collection) {
    let lists =
        [("project", "项目", &rulebook.checklist.project), ("policy", "政策", &rulebook.checklist.policy)];
    for (name, label, entries) in lists {
        for ChecklistEntry { code, name: material, required } in entries {
            let subject = format!("{label}资料清单{code}");
            all.open(format!("checklist.{name}.{code}"), subject, &rulebook.checklist.article);
            let needed = if *required { "必交" } else { "有则提供" };
            all.add("name", "资料", format!("{material}（{needed}）"));
        }
    }
    if let Some(channels) = &rulebook.information_channels {
        all.open("information_channels", "信息渠道", &channels.article);
        all.add("names", "渠道", channels.names.join("、"));
        all.add("others_allowed", "可用其他渠道", yes_or_no(channels.others_allowed));
    }
    for section in &rulebook.report_sections {
        let subject = format!("报告部分“{}”", section.code);
        all.open(format!("report_section.{}", section.code), subject, &section.article);
        all.add("title", "标题", &section.title);
    }
    let rounds = &rulebook.rounds;
    all.open("rounds", "评估轮次", &rounds.article);
    all.add("warn_after", "满几轮提醒", format!("{}轮", rounds.warn_after));
    all.add(
        "limit",
        "轮次上限",
        rounds.limit.map_or_else(|| "不限".to_owned(), |limit| format!("{limit}轮")),
    );
    for DeadlineRule { step, working_days, article } in &rulebook.deadlines {
        let name = serde_json::to_value(step).ok().and_then(|name| name.as_str().map(str::to_owned));
        all.open(format!("deadline.{}", name.unwrap_or_default()), "期限", article);
        all.add("working_days", step.label(), format!("{working_days}个工作日"));
    }
    if let Some(numbers) = &rulebook.document_numbers {
        all.open("document_numbers", "文件编号", &numbers.article);
        for (key, label, pattern) in numbers.patterns() {
            all.add(key, label, pattern.to_string());
        }
    }
}
