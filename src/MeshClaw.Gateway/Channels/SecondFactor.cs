using MeshClaw.Core.Journal;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy.Calls;
using MeshClaw.Storage.Channels;
using MeshClaw.Storage.Journal;
using OtpNet;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// What a yes through a channel needs beside a press where much is at stake: a code of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 s), each once,
/// or the same yes on another paired channel. Does not protect where one phone has both the chat and the authenticator.
/// </summary>
internal sealed class SecondFactor(ISecretStore secrets, SqliteLock used, TimeProvider time)
{
    private const string Name = "channels/totp";
    private const string Issuer = "MeshClaw";

    private const int Digits = 6;

    /// <summary>Whether a text looks like a code.</summary>
    public static bool IsCode(string text) => text.Trim() is { Length: Digits } code && code.All(char.IsAsciiDigit);

    /// <summary>Wrong codes in a row before none is taken for a while. Counted in memory: who can restart the gateway is at the device.</summary>
    public const int MostTries = 5;

    /// <summary>How long that is.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private int _tries;
    private DateTimeOffset _until;

    /// <summary>Whether an authenticator app is set up.</summary>
    public bool IsSet => secrets.Find(Name) is not null;

    /// <summary>
    /// Whether an approval needs it: money moves, access changes, or something is deployed for good. A call of which the record does not tell what
    /// it does needs it too.
    /// </summary>
    public static bool IsNeededFor(IEnumerable<JournalEntry> calls) =>
        calls.Any(entry =>
            JournaledCalls.Rebuild(entry) is not { } call
            || (call.Effect.Traits & (EffectTraits.Spends | EffectTraits.ChangesAccess)) != 0
            || (
                call.Effect is { Class: EffectClass.Irreversible }
                && (call.Effect.Traits & EffectTraits.Executes) != 0
                && entry.Connection.Connector == "deployments"
            )
        );

    /// <summary>Makes a new secret, to be confirmed by a code before it serves. The address is for an authenticator app (Key URI Format).</summary>
    public static (string Secret, Uri Address) New(string owner)
    {
        var secret = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20));
        var label = Uri.EscapeDataString($"{Issuer}:{owner}");
        return (secret, new Uri($"otpauth://totp/{label}?secret={secret}&issuer={Issuer}"));
    }

    /// <summary>Takes a new secret if the code is one of it; false for a wrong code, and for what is no secret.</summary>
    public async Task<bool> SetAsync(string secret, string code, CancellationToken cancellationToken)
    {
        if (!IsSecret(secret) || Step(secret, code) is not { } step)
        {
            return false;
        }

        await used.BeginStepsAsync(step, cancellationToken).ConfigureAwait(false);
        secrets.Put(Name, new Secret(secret));
        return true;
    }

    /// <summary>There is none any more.</summary>
    public void Clear() => secrets.Remove(Name);

    /// <summary>
    /// Uses up a code; false for a wrong one, and for one that served before. After <see cref="MostTries"/> wrong ones in a row none is good for
    /// <see cref="Wait"/>, the right one neither (RFC 4226, section 7.3).
    /// </summary>
    public async Task<bool> UseAsync(string code, CancellationToken cancellationToken)
    {
        if (!MayTry())
        {
            return false;
        }

        var isGood =
            secrets.Find(Name) is { } secret
            && Step(secret.Reveal(), code) is { } step
            && await used.UseStepAsync(step, cancellationToken).ConfigureAwait(false);
        if (isGood)
        {
            lock (_lock)
            {
                (_tries, _until) = (0, default);
            }
        }

        return isGood;
    }

    // Counted before it is looked at: several at once are several tries.
    private bool MayTry()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now < _until)
            {
                return false;
            }

            if (++_tries >= MostTries)
            {
                (_tries, _until) = (0, now + Wait);
            }

            return true;
        }
    }

    private static bool IsSecret(string text) =>
        text.Length is >= 26 and <= 128 && text.All(c => c is >= 'A' and <= 'Z' or >= '2' and <= '7');

    private long? Step(string secret, string code)
    {
        var digits = new string([.. code.Where(c => !char.IsWhiteSpace(c))]);
        if (digits.Length != Digits || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        // One step to either side: clocks of phones go a little wrong (RFC 6238, section 5.2).
        var totp = new Totp(Base32Encoding.ToBytes(secret), totpSize: Digits);
        return totp.VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, new VerificationWindow(1, 1))
            ? step
            : null;
    }
}
