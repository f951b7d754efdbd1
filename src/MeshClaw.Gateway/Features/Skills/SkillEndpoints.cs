using MeshClaw.Core.Skills;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Skills;

/// <summary>Skills: what there is, and the owner's yes to exactly what was shown. No tool of an agent leads here.</summary>
internal static class SkillEndpoints
{
    private const string See = "meshclaw skills list";

    public static void MapSkills(this RouteGroupBuilder v1)
    {
        v1.MapGet("/skills", ListAsync);
        v1.MapPost("/skills", StageAsync);
        v1.MapGet("/skills/{name}", Review);
        v1.MapPost("/skills/{name}/approve", ApproveAsync);
        v1.MapPost("/skills/{name}/remove", RemoveAsync);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<SkillResponse>>> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var all = services.Skills.Catalog.List();
        await services.Skills.Catalog.TellWithdrawnAsync(cancellationToken);
        return Answer.With(
            [.. all.Select(s => SkillAnswers.Of(s, services))],
            ProtocolJson.Default.IReadOnlyListSkillResponse
        );
    }

    private static async Task<IResult> StageAsync(
        SkillStageRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (!Path.IsPathFullyQualified(request.Path ?? ""))
        {
            return new ProblemResult("invalid", "'path' must be a full path.");
        }

        if (RefuseAgent(request.Agent, services) is { } unknown)
        {
            return unknown;
        }

        try
        {
            var staged = services.Skills.Installer.Stage(request.Path!, AgentOf(request.Agent)); // Looked at above.
            var details = AuditDetails.Of(
                ("skill", staged.Review.Header.Name),
                ("hash", staged.Review.Hash),
                ("from", request.Path!)
            );
            await services.Audit.AppendAsync("skill.staged", details, cancellationToken);
            var installed = services.Skills.Catalog.Find(staged.Review.Header.Name, AgentOf(request.Agent));
            return Answer.With(
                SkillAnswers.Of(staged.Review, installed, staged.Id, services),
                ProtocolJson.Default.SkillReviewResponse
            );
        }
        catch (SkillException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }

    private static IResult Review(string name, string? agent, GatewayServices services)
    {
        if (services.Skills.Catalog.Find(name, AgentOf(agent)) is not { } skill)
        {
            return Answer.NotFound($"skill '{name}'", See);
        }

        try
        {
            return Answer.With(
                SkillAnswers.Of(services.Skills.Installer.Review(skill), skill, null, services),
                ProtocolJson.Default.SkillReviewResponse
            );
        }
        catch (SkillException broken)
        {
            return new ProblemResult(
                "invalid",
                broken.Message,
                "Mend it, or take it away: meshclaw skills remove NAME"
            );
        }
    }

    private static async Task<IResult> ApproveAsync(
        string name,
        SkillApproveRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (RefuseAgent(request.Agent, services) is { } unknown)
        {
            return unknown;
        }

        try
        {
            SkillListing skill;
            if (request.Stage is { } stage)
            {
                skill = services.Skills.Installer.Install(stage, request.Hash, request.Network, AgentOf(request.Agent));
            }
            else if (services.Skills.Catalog.Find(name, AgentOf(request.Agent)) is { } found)
            {
                skill = services.Skills.Installer.Pin(found, request.Hash, request.Network);
            }
            else
            {
                return Answer.NotFound($"skill '{name}'", See);
            }

            var details = AuditDetails.Of(
                ("skill", skill.Key),
                ("hash", request.Hash),
                ("network", request.Network ? "yes" : "no")
            );
            await services.Audit.AppendAsync("skill.approved", details, cancellationToken);
            return Answer.With(SkillAnswers.Of(skill, services), ProtocolJson.Default.SkillResponse);
        }
        catch (SkillException refused)
        {
            return new ProblemResult(
                "hash-mismatch",
                refused.Message,
                "Look at it again, and say yes to what you see."
            );
        }
    }

    private static async Task<IResult> RemoveAsync(
        string name,
        string? agent,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (services.Skills.Catalog.Find(name, AgentOf(agent)) is not { } skill)
        {
            return Answer.NotFound($"skill '{name}'", See);
        }

        try
        {
            services.Skills.Installer.Remove(skill);
        }
        catch (SkillException refused)
        {
            return new ProblemResult("refused", refused.Message);
        }

        await services.Audit.AppendAsync("skill.removed", AuditDetails.Of(("skill", skill.Key)), cancellationToken);
        return await ListAsync(services, cancellationToken);
    }

    private static ProblemResult? RefuseAgent(string? agent, GatewayServices services) =>
        agent is not null && services.Agents.FindListing(new AgentName(agent)) is null
            ? Answer.NotFound($"agent '{agent}'", "meshclaw agents list")
            : null;

    private static AgentName? AgentOf(string? agent) => agent is null ? null : new AgentName(agent);
}
