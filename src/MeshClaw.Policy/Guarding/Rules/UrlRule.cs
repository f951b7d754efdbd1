using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>
/// What a URL is, read as a browser would read it. One that deceives its reader, or that leads into the owner's own network, asks even
/// where the owner wrote it: it may have been written for the owner to copy.
/// </summary>
internal sealed class UrlRule : IGuardRule
{
    private const UrlFindings Deceiving =
        UrlFindings.UserInfo
        | UrlFindings.MixedScript
        | UrlFindings.Confusable
        | UrlFindings.ControlOrFormatCharacter
        | UrlFindings.Backslash
        | UrlFindings.EncodedHost
        | UrlFindings.PrivateAddress
        | UrlFindings.NonHttpScheme;

    public string Id => "url";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || call.Effect.IsPureRead)
        {
            return;
        }

        foreach (var value in call.Values)
        {
            if (value.Role != ValueRole.Destination || !LooksLikeUrl(value))
            {
                continue;
            }

            var reading = UrlReading.Read(value.Text);
            if (!reading.IsUrl)
            {
                reasons.Add(
                    new Reason(Id, Verdict.Ask, $"“{value.Text}” cannot be read as a URL: {reading.Unreadable}")
                );
            }
            else if ((reading.Findings & Deceiving) != 0)
            {
                var what = (reading.Findings & Deceiving).ToString();
                reasons.Add(new Reason(Id, Verdict.Ask, $"“{value.Text}” leads to {reading.Host} ({what})."));
            }
        }
    }

    private static bool LooksLikeUrl(CallValue value) =>
        value.Text.Contains("//", StringComparison.Ordinal)
        || value.Text.Contains('\\', StringComparison.Ordinal)
        || value.Parts.Carriers.Any(c => c.Kind == Flow.CarrierKind.Link);
}
