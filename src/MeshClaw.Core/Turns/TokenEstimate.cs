namespace MeshClaw.Core.Turns;

/// <summary>
/// How many tokens a text comes to, roughly and on the high side, without a tokenizer: every model has its own, and prompts are cut by this
/// long before a model would refuse them. What a call did cost is what the provider says.
/// </summary>
public static class TokenEstimate
{
    private const int PerMessage = 4;

    /// <summary>Of a text, the little that a message costs beside it included.</summary>
    public static int Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Latin text has about four characters a token, other scripts about one.
        var (plain, other) = (0, 0);
        foreach (var unit in text)
        {
            if (unit < 0x250)
            {
                plain++;
            }
            else
            {
                other++;
            }
        }

        return PerMessage + ((plain + 2) / 3) + other;
    }
}
