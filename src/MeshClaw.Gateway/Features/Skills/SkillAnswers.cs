using MeshClaw.Core.Mail;
using MeshClaw.Core.Skills;
using MeshClaw.Models.Triage.Safety;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features.Skills;

/// <summary>Skills as the wire has them.</summary>
internal static class SkillAnswers
{
    public static SkillResponse Of(SkillListing skill, GatewayServices services) =>
        new()
        {
            Name = skill.Name,
            Description = skill.Header?.Description ?? "",
            Place = Answer.Word(skill.Place),
            Agent = skill.Agent?.Value,
            State = Answer.Word(skill.State),
            Hash = skill.Hash,
            Pinned = skill.Pin?.Hash,
            Network = skill.Pin?.Network == true,
            UsedBy =
            [
                .. services
                    .Agents.List()
                    .Where(a => skill.Agent is null || a.Name == skill.Agent)
                    .Where(a => a.Definition?.Skills.Any(p => SkillName.Matches(p, skill.Name)) == true)
                    .Select(a => a.Name.Value),
            ],
            Problems = [.. skill.Problems],
        };

    public static SkillReviewResponse Of(
        SkillReview review,
        SkillListing? installed,
        string? stage,
        GatewayServices services
    ) =>
        new()
        {
            Name = review.Header.Name,
            Description = review.Header.Description,
            Hash = review.Hash,
            Stage = stage,
            Installed = installed is null ? null : Of(installed, services),
            License = review.Header.License,
            Compatibility = review.Header.Compatibility,
            Metadata = [.. review.Header.Metadata.Select(m => $"{m.Key}: {m.Value}")],
            Files = [.. review.Files.Select(f => new SkillFileResponse(f.Path, f.Size, f.Interpreter))],
            Urls = [.. review.Urls],
            Tools = [.. review.Header.AllowedTools],
            Passages =
            [
                .. Detected(review, services),
                .. review.Passages.Select(p => new SkillPassageResponse(p.File, p.Line, p.Why, p.Excerpt)),
            ],
            Names = [.. review.Names],
            Changes = [.. review.Changes.Select(c => new SkillChangeResponse(c.Path, c.What, c.Before, c.After))],
            Problems = [.. review.Problems],
            Text = review.Header.Body,
        };

    // What holds a mail that gives the agent orders: a skill may give some, but not of that kind.
    private static IEnumerable<SkillPassageResponse> Detected(SkillReview review, GatewayServices services)
    {
        var letter = new MailMessage
        {
            Location = new MailLocation("skills", review.Header.Name, ""),
            Subject = review.Header.Description,
            Text = review.Header.Body,
        };
        var found = InjectionDetector.Examine(letter, services.Files.Config.Current.Owner);
        return found.Held
            ?
            [
                new SkillPassageResponse(
                    SkillFile.FileName,
                    1,
                    "reads like mail that tries to take an agent over",
                    found.Order
                ),
            ]
            : [];
    }
}
