namespace MeshClaw.Models.Triage;

/// <summary>A few phrases of <see cref="MailVocabulary"/> in Chinese, Japanese and Korean, which do not part words.</summary>
internal static class UnspacedWords
{
    private static readonly string[] s_paid =
    [
        "已付款",
        "订单",
        "訂單",
        "收据",
        "收據",
        "付款成功",
        "ご注文",
        "領収書",
        "お支払い完了",
        "주문",
        "영수증",
        "결제 완료",
    ];
    private static readonly string[] s_automatic =
    [
        "请勿回复",
        "請勿回覆",
        "自动发送",
        "自動發送",
        "返信しないで",
        "返信不可",
        "自動送信",
        "발신 전용",
        "발신전용",
        "회신하지",
    ];

    /// <summary>An order or a receipt.</summary>
    public static bool SayPaid(ReadOnlySpan<char> text) => Any(text, s_paid);

    /// <summary>Sent by a program; nobody reads answers.</summary>
    public static bool SayAutomatic(ReadOnlySpan<char> text) => Any(text, s_automatic);

    private static bool Any(ReadOnlySpan<char> text, string[] words)
    {
        if (text.IndexOfAnyInRange('\u3040', '\uD7A3') < 0)
        {
            return false;
        }

        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
