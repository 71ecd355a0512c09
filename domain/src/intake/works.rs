//! Infrastructure or not, from the nature of the works and, weakly, from the list's own heading (C2).

use std::ops::Range;
use std::sync::LazyLock;

use super::heading::suggested_class;
use super::words::Lexicon;
use crate::classification::{Fact, ProjectClass};
use crate::money::Money;

/// What a word says about the works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Works {
    /// Building, roads, water, pipes, environment works, with its weight.
    Construction(u32),
    /// Equipment, information technology, services, subsidies, events, vehicles and ships.
    Other(u32),
    /// Contains one of the words above and means something else.
    Neither,
}

use Works::{Construction, Neither, Other};

/// Measures of building size speak louder than single words.
const WORDS: &[(&str, Works)] = &[
    ("建筑面积", Construction(4)),
    ("占地面积", Construction(2)),
    ("占建筑面积", Construction(2)),
    ("主体建筑", Construction(2)),
    ("土建", Construction(2)),
    ("工程", Construction(1)),
    ("建筑", Construction(1)),
    ("楼", Construction(1)),
    ("房屋", Construction(1)),
    ("住宅", Construction(1)),
    ("住房", Construction(1)),
    ("租房", Construction(1)),
    ("周转房", Construction(1)),
    ("附属用房", Construction(1)),
    ("食堂", Construction(1)),
    ("幼儿园", Construction(1)),
    ("养老院", Construction(1)),
    ("仓库", Construction(1)),
    ("厂房", Construction(1)),
    ("停车场", Construction(1)),
    ("停车库", Construction(1)),
    ("停车位", Construction(1)),
    ("公园", Construction(1)),
    ("公墓", Construction(1)),
    ("墓位", Construction(1)),
    ("还建", Construction(1)),
    ("中转站", Construction(1)),
    ("充电桩", Construction(1)),
    ("充电站", Construction(1)),
    ("换电站", Construction(1)),
    ("码头", Construction(1)),
    ("铁路", Construction(1)),
    ("储备基地", Construction(1)),
    ("生产装置", Construction(1)),
    ("装置", Construction(1)),
    ("罐组", Construction(1)),
    ("道路", Construction(1)),
    ("公路", Construction(1)),
    ("路基", Construction(1)),
    ("路面", Construction(1)),
    ("人行道", Construction(1)),
    ("步道", Construction(1)),
    ("桥", Construction(1)),
    ("隧道", Construction(1)),
    ("标线", Construction(1)),
    ("标牌", Construction(1)),
    ("护栏", Construction(1)),
    ("路灯", Construction(1)),
    ("绿化", Construction(1)),
    ("亮化", Construction(1)),
    ("土石方", Construction(1)),
    ("土方", Construction(1)),
    ("填方", Construction(1)),
    ("场平", Construction(1)),
    ("场地平整", Construction(1)),
    ("土地平整", Construction(1)),
    ("边坡", Construction(1)),
    ("挡土墙", Construction(1)),
    ("围墙", Construction(1)),
    ("河道", Construction(1)),
    ("岸线", Construction(1)),
    ("护岸", Construction(1)),
    ("驳岸", Construction(1)),
    ("干堤", Construction(1)),
    ("堤身", Construction(1)),
    ("渠", Construction(1)),
    ("山塘", Construction(1)),
    ("涵闸", Construction(1)),
    ("泵站", Construction(1)),
    ("电排站", Construction(1)),
    ("机埠", Construction(1)),
    ("水库", Construction(1)),
    ("农田", Construction(1)),
    ("湿地", Construction(1)),
    ("管网", Construction(1)),
    ("管道", Construction(1)),
    ("管线", Construction(1)),
    ("自来水", Construction(1)),
    ("雨污", Construction(1)),
    ("污水", Construction(1)),
    ("排水", Construction(1)),
    ("供水", Construction(1)),
    ("排洪", Construction(1)),
    ("强弱电", Construction(1)),
    ("弱电入地", Construction(1)),
    ("填埋", Construction(1)),
    ("治理", Construction(1)),
    ("清淤", Construction(1)),
    ("修复", Construction(1)),
    ("改造", Construction(1)),
    ("扩建", Construction(1)),
    ("改建", Construction(1)),
    ("重建", Construction(1)),
    ("拆除", Construction(1)),
    ("拓宽", Construction(1)),
    ("整修", Construction(1)),
    ("维修", Construction(1)),
    ("修缮", Construction(1)),
    ("加固", Construction(1)),
    ("防水", Construction(1)),
    ("防渗", Construction(1)),
    ("处理池", Construction(1)),
    ("采购", Other(1)),
    ("购置", Other(1)),
    ("购买", Other(1)),
    ("添置", Other(1)),
    ("设备", Other(1)),
    ("仪器", Other(1)),
    ("电梯", Other(1)),
    ("增氧机", Other(1)),
    ("曝气装置", Other(1)),
    ("软件", Other(1)),
    ("系统开发", Other(1)),
    ("信息系统", Other(1)),
    ("管理系统", Other(1)),
    ("管理平台", Other(2)),
    ("平台", Other(1)),
    ("平台升级改造", Other(2)),
    ("信息化", Other(1)),
    ("信息采集", Other(1)),
    ("智慧", Other(1)),
    ("视频", Other(1)),
    ("监控", Other(1)),
    ("雷达", Other(1)),
    ("机房", Other(1)),
    ("网络", Other(1)),
    ("虚拟化", Other(1)),
    ("存储", Other(1)),
    ("数据", Other(1)),
    ("大屏", Other(1)),
    ("指挥调度", Other(1)),
    ("追溯", Other(1)),
    ("运维", Other(1)),
    ("服务外包", Other(1)),
    ("购买服务", Other(1)),
    ("补助", Other(1)),
    ("补贴", Other(1)),
    ("奖补", Other(1)),
    ("活动", Other(1)),
    ("赛", Other(1)),
    ("演出", Other(1)),
    ("培训", Other(1)),
    ("宣传", Other(1)),
    ("规划编制", Other(1)),
    ("普查", Other(1)),
    ("船", Other(1)),
    ("快艇", Other(1)),
    ("车辆", Other(1)),
    ("执法车", Other(1)),
    ("硬件升级改造", Other(1)),
    ("活动中心", Construction(1)),
    ("服务楼", Construction(1)),
    ("车辆通道", Construction(1)),
    ("宣传栏", Neither),
    ("平台路", Construction(1)),
];

static LEXICON: LazyLock<Lexicon<Works>> = LazyLock::new(|| Lexicon::new(WORDS));

/// A word in the name says more about the whole than a word in the description.
const NAME_WEIGHT: u32 = 2;

/// How many words a message quotes.
const QUOTED: usize = 3;

/// The evidence for one class.
#[derive(Debug, Default)]
struct Evidence {
    weight: u32,
    words: [Option<&'static str>; QUOTED],
}

impl Evidence {
    fn add(&mut self, word: &'static str, weight: u32) {
        self.weight = self.weight.saturating_add(weight);
        for slot in &mut self.words {
            match slot {
                Some(known) if *known == word => return,
                Some(_) => {}
                None => {
                    *slot = Some(word);
                    return;
                }
            }
        }
    }

    /// The words as a Chinese enumeration.
    fn quote(&self) -> String {
        let mut quoted = String::with_capacity(QUOTED * 16);
        for word in self.words.iter().flatten() {
            if !quoted.is_empty() {
                quoted.push('、');
            }
            quoted.push_str(word);
        }
        quoted
    }
}

/// The class, or why it has to be asked.
#[derive(Debug)]
pub(super) struct ClassReading {
    pub(super) class: Option<Fact<ProjectClass>>,
    pub(super) doubt: Option<String>,
}

/// Infers the class of a project. Where the works and the `heading` disagree, the amount decides whether
/// that matters: only inside `doubt_zone`, between the two thresholds, it does, and then nothing is guessed.
pub(super) fn read(
    name: &str,
    content: &str,
    heading: &str,
    amount: Money,
    doubt_zone: &Range<Money>,
) -> ClassReading {
    let mut construction = Evidence::default();
    let mut other = Evidence::default();
    for (text, factor) in [(name, NAME_WEIGHT), (content, 1)] {
        for (word, meaning) in LEXICON.find(text) {
            match meaning {
                Construction(weight) => construction.add(word, weight * factor),
                Other(weight) => other.add(word, weight * factor),
                Neither => {}
            }
        }
    }
    let class = match (construction.weight, other.weight) {
        (0, 0) => return undecided(format!("名称和建设内容看不出工程性质{}", listed_under(heading))),
        (works, rest) if works >= rest.saturating_mul(2) => ProjectClass::Infrastructure,
        (works, rest) if rest >= works.saturating_mul(2) => ProjectClass::NonInfrastructure,
        _ => {
            return undecided(format!(
                "既有建筑施工内容（{}），又有设备、信息化或服务内容（{}），看不出哪一部分为主{}",
                construction.quote(),
                other.quote(),
                listed_under(heading)
            ));
        }
    };
    let evidence = if class == ProjectClass::Infrastructure { &construction } else { &other };
    let rule = rule_of(class);
    let disagrees = suggested_class(heading).is_some_and(|suggested| suggested != class);
    if disagrees && doubt_zone.contains(&amount) {
        return undecided(format!(
            "名称和建设内容写有“{}”，{rule}；清单却将其列入“{heading}”",
            evidence.quote()
        ));
    }
    ClassReading { class: Some(Fact::inferred(class, evidence.quote(), rule)), doubt: None }
}

const fn rule_of(class: ProjectClass) -> &'static str {
    match class {
        ProjectClass::Infrastructure => "属建筑施工，按基础设施类",
        ProjectClass::NonInfrastructure => "属设备购置、信息化、服务或补助，按非基础设施类",
    }
}

fn listed_under(heading: &str) -> String {
    if heading.is_empty() { String::new() } else { format!("；清单列入“{heading}”") }
}

const fn undecided(doubt: String) -> ClassReading {
    ClassReading { class: None, doubt: Some(doubt) }
}
