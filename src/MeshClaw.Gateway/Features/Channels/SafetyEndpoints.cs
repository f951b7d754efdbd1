using MeshClaw.Gateway.Channels;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Channels;

/// <summary>What protects where somebody else has the phone: the second factor, the panic code, and the way out of its lock. No code and no secret is audited.</summary>
internal static class SafetyEndpoints
{
    public static void MapSafety(this RouteGroupBuilder v1)
    {
        v1.MapGet("/channels/safety", Get);
        v1.MapPut("/panic-code", SetPanicAsync);
        v1.MapDelete("/panic-code", RemovePanicAsync);
        v1.MapPost("/second-factor", New);
        v1.MapPost("/second-factor/confirm", ConfirmAsync);
        v1.MapDelete("/second-factor", RemoveFactorAsync);
        v1.MapPost("/unlock", UnlockAsync);
    }

    private static JsonHttpResult<ChannelSafetyResponse> Get(GatewayServices services) =>
        Answer.With(
            new ChannelSafetyResponse(
                IsThere(() => services.Channels.Second.IsSet),
                IsThere(() => services.Channels.Panic.IsSet)
            ),
            ProtocolJson.Default.ChannelSafetyResponse
        );

    private static async Task<IResult> SetPanicAsync(
        PanicCodeRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var names = services.Agents.List().Select(a => a.Name.Value);
        if (services.Channels.Panic.Set(request.Code, names) is { } refusal)
        {
            return new ProblemResult("invalid", refusal, "Nothing was stored.");
        }

        await AuditAsync(services, "panic-code.set", cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemovePanicAsync(GatewayServices services, CancellationToken cancellationToken)
    {
        if (!IsThere(() => services.Channels.Panic.IsSet))
        {
            return Answer.NotFound("panic code", "meshclaw channels panic");
        }

        services.Channels.Panic.Clear();
        await AuditAsync(services, "panic-code.removed", cancellationToken);
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<SecondFactorResponse> New(GatewayServices services)
    {
        var owner = services.Files.Config.Current.Owner;
        var name = owner.Addresses.Select(a => a.ToString()).FirstOrDefault() ?? Environment.MachineName;
        var (secret, address) = SecondFactor.New(name);
        return Answer.With(
            new SecondFactorResponse(secret, address.AbsoluteUri),
            ProtocolJson.Default.SecondFactorResponse
        );
    }

    private static async Task<IResult> ConfirmAsync(
        ConfirmSecondFactorRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (!await services.Channels.Second.SetAsync(request.Secret, request.Code, cancellationToken))
        {
            return new ProblemResult(
                "invalid",
                "That is not the code of this secret.",
                "Nothing was stored. Look whether the clocks of the phone and of this device are right."
            );
        }

        await AuditAsync(services, "second-factor.set", cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveFactorAsync(GatewayServices services, CancellationToken cancellationToken)
    {
        if (!IsThere(() => services.Channels.Second.IsSet))
        {
            return Answer.NotFound("second factor", "meshclaw channels totp");
        }

        services.Channels.Second.Clear();
        await AuditAsync(services, "second-factor.removed", cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> UnlockAsync(GatewayServices services)
    {
        var since = await services.Channels.Lock.ReadAsync(CancellationToken.None);
        var unlocked = await services.Channels.Lock.UnlockAsync("http", CancellationToken.None);
        return Answer.With(new UnlockResponse(unlocked ? since : null), ProtocolJson.Default.UnlockResponse);
    }

    // One that cannot be decrypted any more is there, and can be taken away.
    private static bool IsThere(Func<bool> isSet)
    {
        try
        {
            return isSet();
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static Task AuditAsync(GatewayServices services, string kind, CancellationToken cancellationToken) =>
        services.Audit.AppendAsync(kind, AuditDetails.Of(), cancellationToken);
}
