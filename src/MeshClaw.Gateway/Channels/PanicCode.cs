using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// A word of the owner's that stops everything and locks the gateway until somebody at the device unlocks it: for a phone that is lost or taken, told
/// from another one. Only a salted hash of it is kept.
/// </summary>
internal sealed class PanicCode(ISecretStore secrets, SqliteLock locking)
{
    private const string Name = "channels/panic";
    private const string Hidden = "(panic code)";
    private const int Shortest = 6;
    private const int Longest = 100;
    private const int Rounds = 100_000;

    /// <summary>Whether there is one.</summary>
    public bool IsSet => secrets.Find(Name) is not null;

    /// <summary>Sets it; null where it is good, else what is wrong with it.</summary>
    /// <param name="code">The code.</param>
    /// <param name="names">Names that may stand beside a word that stops: a code of such words alone would stop, and never lock.</param>
    public string? Set(string code, IEnumerable<string>? names = null)
    {
        var normal = code.Length > 4 * Longest ? "" : Normalize(code);
        if (normal.Length is < Shortest or > Longest || StopWords.IsStop(normal, names))
        {
            return $"A panic code has {Shortest} to {Longest} characters, and is no word that stops already.";
        }

        var salt = RandomNumberGenerator.GetHexString(32, lowercase: true);
        secrets.Put(Name, new Secret($"{normal.Length}:{salt}:{HashOf(salt, normal)}"));
        return null;
    }

    /// <summary>There is none any more.</summary>
    public void Clear() => secrets.Remove(Name);

    /// <summary>Whether a text is the code. The costly comparison is made for texts of its length alone.</summary>
    public bool Matches(string text)
    {
        var normal = text.Length > 4 * Longest ? "" : Normalize(text);
        return normal.Length >= Shortest
            && FindReadable()?.Reveal().Split(':') is [var length, var salt, var hash]
            && length == normal.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(HashOf(salt, normal)),
                Encoding.ASCII.GetBytes(hash)
            );
    }

    // What cannot be decrypted any more matches nothing, and doctor says so: it must not keep what people say, a stop first, from being heard.
    private Secret? FindReadable()
    {
        try
        {
            return secrets.Find(Name);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The delivery without the code, for the disk.</summary>
    public static Delivery Hide(Delivery delivery) => delivery with { Text = Hidden };

    /// <summary>Whether the code was said in it.</summary>
    public static bool WasHidden(Delivery delivery) => delivery.Text == Hidden;

    /// <summary>Stops and locks.</summary>
    public Task LockAsync(string by, CancellationToken cancellationToken) => locking.LockAsync(by, cancellationToken);

    // Halves of a surrogate pair, which some platforms let through, cannot be normalized; they become what UTF-8 has for them.
    private static string Normalize(string text) =>
        Encoding
            .UTF8.GetString(Encoding.UTF8.GetBytes(text))
            .Trim()
            .Normalize(NormalizationForm.FormKC)
            .ToUpperInvariant();

    private static string HashOf(string salt, string code) =>
        Convert.ToHexStringLower(
            Rfc2898DeriveBytes.Pbkdf2(
                Encoding.UTF8.GetBytes(code),
                Encoding.ASCII.GetBytes(salt),
                Rounds,
                HashAlgorithmName.SHA256,
                32
            )
        );
}
