using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>
/// The signs of <see cref="OrderSignals"/>, with its points, in Chinese, Japanese and Korean, which do not part words as other scripts do: words
/// that stand within a few characters of one another.
/// </summary>
internal static class UnspacedOrders
{
    private const int Near = 16;
    private const int MaxFinds = 64;
    private const int MaxOrder = 80;

    private static readonly string[] s_ignore = ["忽略", "无视", "無視", "忘记", "忘記", "忘れ", "무시", "잊어"];
    private static readonly string[] s_instruction =
    [
        "指令",
        "指示",
        "提示",
        "命令",
        "规则",
        "規則",
        "プロンプト",
        "지시",
        "명령",
    ];
    private static readonly string[] s_all =
    [
        "所有",
        "全部",
        "すべて",
        "全て",
        "これまで",
        "之前",
        "以前",
        "以上",
        "모든",
        "이전",
    ];
    private static readonly string[] s_agent =
    [
        "AI",
        "人工智能",
        "人工智慧",
        "智能体",
        "智能助手",
        "语言模型",
        "語言模型",
        "人工知能",
        "アシスタント",
        "エージェント",
        "言語モデル",
        "인공지능",
        "어시스턴트",
        "에이전트",
        "助手",
    ];
    private static readonly string[] s_verb =
    [
        "转发",
        "轉發",
        "发送",
        "發送",
        "删除",
        "刪除",
        "归档",
        "転送",
        "送信",
        "削除",
        "전달",
        "보내",
        "삭제",
    ];
    private static readonly string[] s_thing =
    [
        "邮件",
        "郵件",
        "信箱",
        "邮箱",
        "メール",
        "受信",
        "메일",
        "편지함",
        "发票",
        "發票",
        "請求書",
        "密码",
        "密碼",
        "パスワード",
        "비밀번호",
    ];
    private static readonly string[] s_about =
    [
        "攻击",
        "攻擊",
        "攻撃",
        "注入",
        "インジェクション",
        "研究",
        "공격",
        "인젝션",
    ];

    /// <summary>Adds every sign; nothing where the text holds none of these scripts.</summary>
    public static void Find(ReadOnlySpan<char> source, bool hidden, double factor, List<Signal> signals)
    {
        if (source.IndexOfAnyInRange('\u3040', '\uD7A3') < 0)
        {
            return;
        }

        factor *= !hidden && IndexOfAny(source, s_about) >= 0 ? 0.3 : 1;
        var over = Pair(source, s_ignore, s_instruction);
        if (over >= 0)
        {
            var wide = IndexOfAny(Around(source, over), s_all) >= 0;
            Add(signals, SignalKind.Override, (wide ? 65 : 45) * factor, hidden, source[over..]);
        }

        var agent = IndexOfAny(source, s_agent);
        if (agent >= 0)
        {
            Add(signals, SignalKind.Address, 20 * factor, hidden, source[agent..]);
        }

        var order = Pair(source, s_verb, s_thing);
        if (order >= 0 && (agent >= 0 || over >= 0 || hidden))
        {
            Add(
                signals,
                SignalKind.Order,
                (Around(source, order).Contains('@') ? 40 : 30) * factor,
                hidden,
                source[order..]
            );
        }
    }

    /// <summary>The first place of one word with another close by; -1 where there is none.</summary>
    private static int Pair(ReadOnlySpan<char> source, string[] words, string[] others)
    {
        foreach (var word in words)
        {
            var at = source.IndexOf(word, StringComparison.Ordinal);
            for (var found = 0; at >= 0 && found < MaxFinds; found++)
            {
                if (IndexOfAny(Around(source, at), others) >= 0)
                {
                    return at;
                }

                var next = source[(at + 1)..].IndexOf(word, StringComparison.Ordinal);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<char> Around(ReadOnlySpan<char> source, int at) =>
        source[Math.Max(0, at - (2 * Near))..Math.Min(source.Length, at + Near + 2)];

    private static int IndexOfAny(ReadOnlySpan<char> source, string[] words)
    {
        foreach (var word in words)
        {
            if (source.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at)
            {
                return at;
            }
        }

        return -1;
    }

    private static void Add(
        List<Signal> signals,
        SignalKind kind,
        double points,
        bool hidden,
        ReadOnlySpan<char> words
    ) => signals.Add(new Signal(kind, points, hidden, CleanText.Line(words[..Math.Min(words.Length, 120)], MaxOrder)));
}
