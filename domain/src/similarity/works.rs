//! What kind of works a name is about: the last kind that it names, as the head of a Chinese name comes last.

/// Words and the kind they stand for. General vocabulary of investment lists, of no one place.
const KINDS: &[(&str, &[&str])] = &[
    ("供水工程", &["自来水", "供水", "饮水", "水厂"]),
    ("污水和排水工程", &["污水", "雨污", "排水", "尾水", "截污", "管网", "管线"]),
    ("道路工程", &["道路", "公路", "大道", "通道", "路面", "连接线", "路网", "马路"]),
    ("桥梁工程", &["桥梁", "危桥", "大桥", "桥改造"]),
    ("停车设施", &["停车场", "停车库", "停车位", "停车楼"]),
    ("充电设施", &["充电桩", "换电站", "充电站"]),
    ("托育项目", &["托育", "托幼"]),
    ("学校项目", &["学校", "中学", "小学", "幼儿园", "教学楼", "综合楼", "一中", "二中", "三中"]),
    ("食堂项目", &["食堂", "餐厅"]),
    ("医疗卫生项目", &["医院", "卫生院", "卫生室", "疾控"]),
    ("养老项目", &["养老", "敬老院"]),
    ("殡葬项目", &["公墓", "殡仪"]),
    ("住房项目", &["公租房", "租赁住房", "周转房", "安置房", "还建", "棚户区"]),
    ("老旧小区改造", &["老旧小区"]),
    ("电梯项目", &["电梯"]),
    ("环境卫生项目", &["垃圾", "公厕", "厕所", "环卫"]),
    ("农田建设", &["农田"]),
    ("灌溉工程", &["灌区", "渠道", "机埠", "山塘"]),
    ("泵站工程", &["泵站", "电排"]),
    ("堤防工程", &["干堤", "堤防", "护岸", "除险", "处险"]),
    ("河湖治理", &["治理工程", "清淤", "河道"]),
    ("仓库项目", &["仓库", "储备库", "粮库"]),
    ("生态修复", &["生态", "湿地", "绿色发展", "环境保护"]),
    ("公园和绿化", &["公园", "绿化", "广场"]),
    ("土石方工程", &["土石方", "场平"]),
    ("厂房项目", &["厂房", "标准化厂房"]),
    ("信息化项目", &["平台", "信息系统", "平安城市", "智慧", "软件"]),
    ("亮化工程", &["路灯", "亮化", "照明"]),
    ("补助政策", &["补助", "补贴", "奖补", "奖励"]),
    ("培训项目", &["培训"]),
];

/// Words at the end of a name that say nothing about what is done.
const GENERAL_ENDINGS: &[&str] = &[
    "项目", "工程", "建设", "改造", "提质", "新建", "改建", "扩建", "续建", "配套", "基础", "设施", "升级",
    "整改", "巩固", "提升", "的", "及", "办法", "方案", "实施",
];

/// A kind is told by this many characters when no known word stands in the name.
const TAIL: usize = 4;

/// The kind of works that a name is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Works {
    /// A known kind, as a reason names it: 供水工程.
    Known(&'static str),
    /// The last words of the name that say anything: 追溯体系.
    Words(String),
}

impl Works {
    /// The kind in a cleaned name.
    pub(super) fn of(name: &str) -> Self {
        let last = KINDS
            .iter()
            .flat_map(|(kind, words)| words.iter().map(move |word| (kind, word)))
            .filter_map(|(kind, word)| name.rfind(word).map(|at| (at + word.len(), word.len(), *kind)))
            .max();
        match last {
            Some((_, _, kind)) => Self::Known(kind),
            None => Self::Words(tail(without_general_ending(name))),
        }
    }

    /// As it keys what belongs together.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Known(kind) => kind,
            Self::Words(words) => words,
        }
    }

    /// As a reason names it.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Known(kind) => (*kind).to_owned(),
            Self::Words(words) => format!("“{words}”项目"),
        }
    }
}

/// A name without the general words that it ends in.
pub(super) fn without_general_ending(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) =
        GENERAL_ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)).filter(|rest| !rest.is_empty())
    {
        rest = shorter;
    }
    rest
}

fn tail(words: &str) -> String {
    let start = words.char_indices().rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
    words.get(start..).unwrap_or_default().to_owned()
}
