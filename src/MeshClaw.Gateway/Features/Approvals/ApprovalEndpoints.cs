using System.Collections.Immutable;
using MeshClaw.Core.Approvals;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>What waits for the owner, and the owner's answers.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder v1)
    {
        v1.MapGet("/approvals", ListAsync);
        v1.MapGet("/approvals/{approval}", GetAsync);
        v1.MapPost("/approvals/{approval}/approve", ApproveAsync);
        v1.MapPost("/approvals/{approval}/deny", DenyAsync);
    }

    private static async Task<IResult> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        string? state = null,
        int limit = 100
    )
    {
        ApprovalState? only = null;
        if (state is not null)
        {
            if (!Answer.TryWord<ApprovalState>(state, out var wanted))
            {
                return new ProblemResult(
                    "invalid",
                    $"'{state}' is no state. There are: {Answer.Words<ApprovalState>()}."
                );
            }

            only = wanted;
        }

        if (Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        var approvals = await services.Approvals.ListAsync(only, limit, cancellationToken);
        var summaries = approvals.Select(a => new ApprovalSummary(
            a.Id.ToString(),
            a.Run.ToString(),
            a.Agent.Value,
            a.Hash,
            services.ApprovalReader.StateOf(a),
            a.Created,
            a.Expires,
            a.Calls
        ));
        return Answer.With(
            [.. summaries.Where(s => only is null || s.State == Answer.Word(only.Value))],
            ProtocolJson.Default.IReadOnlyListApprovalSummary
        );
    }

    private static async Task<IResult> GetAsync(
        string approval,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(approval, services, cancellationToken) is not { } found)
        {
            return Unknown(approval);
        }

        var detail = await services.ApprovalReader.DetailAsync(found, cancellationToken);
        return Answer.With(detail, ProtocolJson.Default.ApprovalDetail);
    }

    private static async Task<IResult> ApproveAsync(
        string approval,
        ApproveRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var only = ImmutableHashSet.CreateBuilder<ActionId>();
        foreach (var text in request.Actions ?? [])
        {
            if (!ActionId.TryParse(text, out var action))
            {
                return new ProblemResult("invalid", $"'{text}' is no action. Write it as a12.");
            }

            only.Add(action);
        }

        if ((await services.StopSwitch.ReadAsync(cancellationToken)).Stopped)
        {
            return new ProblemResult("stopped", "Everything is stopped.", "Go on with: meshclaw resume");
        }

        var chosen = request.Actions is null ? null : only.ToImmutable();
        return await AnswerAsync(approval, request.Hash, chosen, services, cancellationToken);
    }

    private static Task<IResult> DenyAsync(
        string approval,
        GatewayServices services,
        CancellationToken cancellationToken
    ) => AnswerAsync(approval, null, [], services, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        string approval,
        string? hash,
        ImmutableHashSet<ActionId>? approve,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(approval, services, cancellationToken) is not { } found)
        {
            return Unknown(approval);
        }

        var answer = new ApprovalAnswer(found.Id, hash, approve, "http");
        if (Refuse(await services.ApprovalDesk.AnswerAsync(found, answer, cancellationToken), found) is { } refusal)
        {
            return refusal;
        }

        var run = await services.RunReader.FindAsync(found.Run, cancellationToken);
        return Answer.With(run!, ProtocolJson.Default.RunResponse, 202); // An approval has a run.
    }

    private static ProblemResult? Refuse(ApprovalOutcome outcome, Approval approval) =>
        outcome switch
        {
            ApprovalOutcome.Taken => null,
            ApprovalOutcome.NotFound => Unknown(approval.Id.ToString()),
            ApprovalOutcome.AlreadyDecided => new ProblemResult(
                "already-decided",
                $"{approval.Id} was answered before."
            ),
            ApprovalOutcome.Expired => new ProblemResult(
                "expired",
                $"{approval.Id} ran out on {approval.Expires:yyyy-MM-dd HH:mm}Z.",
                $"Ask anew with: meshclaw run {approval.Agent}"
            ),
            ApprovalOutcome.HashMismatch => new ProblemResult(
                "hash-mismatch",
                $"The hash is not that of {approval.Id}: it holds something else than what was shown to you.",
                $"Look again: meshclaw approvals show {approval.Id}"
            ),
            ApprovalOutcome.UnknownAction => new ProblemResult(
                "invalid",
                $"An action that was named is not part of {approval.Id}.",
                $"Look again: meshclaw approvals show {approval.Id}"
            ),
        };

    private static async Task<Approval?> FindAsync(
        string approval,
        GatewayServices services,
        CancellationToken cancellationToken
    ) => ApprovalId.TryParse(approval, out var id) ? await services.Approvals.FindAsync(id, cancellationToken) : null;

    private static ProblemResult Unknown(string approval) =>
        Answer.NotFound($"approval '{approval}'", "meshclaw approvals list");
}
