using System.Globalization;

namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>Makes a code that pairs somebody with a channel; one from before is void.</summary>
    /// <param name="channel"><c>telegram</c>, or <c>slack/acme</c>.</param>
    /// <param name="rights">What they may do; null for all of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PairResponse> PairAsync(
        string channel,
        IReadOnlyList<string>? rights,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        return PostAsync(
            $"/v1/channels/{Path(channel)}/pair",
            Body(new PairRequest(rights), s_json.PairRequest),
            s_json.PairResponse,
            cancellationToken
        );
    }

    /// <summary>Sends a short message to everybody who is paired with a channel, and says what became of it within some seconds.</summary>
    public Task<IReadOnlyList<ChannelTestResponse>> TestChannelAsync(
        string channel,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        return PostAsync(
            $"/v1/channels/{Path(channel)}/test",
            null,
            s_json.IReadOnlyListChannelTestResponse,
            cancellationToken
        );
    }

    /// <summary>Who may speak.</summary>
    public Task<IReadOnlyList<PersonResponse>> ListPeopleAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/people", s_json.IReadOnlyListPersonResponse, cancellationToken);

    /// <summary>Somebody may speak no longer.</summary>
    public Task UnpairAsync(long person, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            HttpMethod.Delete,
            string.Create(CultureInfo.InvariantCulture, $"/v1/people/{person}"),
            null,
            204,
            cancellationToken
        );

    /// <summary>Whether there is a second factor and a panic code.</summary>
    public Task<ChannelSafetyResponse> ChannelSafetyAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/channels/safety", s_json.ChannelSafetyResponse, cancellationToken);

    /// <summary>Sets the panic code; code <c>invalid</c> where it is none.</summary>
    public Task SetPanicCodeAsync(string code, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            HttpMethod.Put,
            "/v1/panic-code",
            Body(new PanicCodeRequest(code), s_json.PanicCodeRequest),
            204,
            cancellationToken
        );

    /// <summary>There is no panic code any more.</summary>
    public Task RemovePanicCodeAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, "/v1/panic-code", null, 204, cancellationToken);

    /// <summary>Makes a secret for an authenticator app. Nothing is stored before <see cref="ConfirmSecondFactorAsync"/>.</summary>
    public Task<SecondFactorResponse> NewSecondFactorAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/second-factor", null, s_json.SecondFactorResponse, cancellationToken);

    /// <summary>The secret serves from now on, where the code is one of it; code <c>invalid</c> otherwise.</summary>
    public Task ConfirmSecondFactorAsync(ConfirmSecondFactorRequest request, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            HttpMethod.Post,
            "/v1/second-factor/confirm",
            Body(request, s_json.ConfirmSecondFactorRequest),
            204,
            cancellationToken
        );

    /// <summary>There is no second factor any more.</summary>
    public Task RemoveSecondFactorAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, "/v1/second-factor", null, 204, cancellationToken);

    /// <summary>Ends the lock of a panic code; the stop goes on until it is resumed.</summary>
    public Task<UnlockResponse> UnlockAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/unlock", null, s_json.UnlockResponse, cancellationToken);
}
