using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Secrets;
using Microsoft.AspNetCore.DataProtection;
using Secret = MeshClaw.Core.Secrets.Secret;

namespace MeshClaw.Storage.Secrets;

/// <summary>
/// Secrets in <c>secrets.json</c>, each encrypted for its own name with the keys in <c>keys/</c>. Nothing is loaded before the first
/// use. Protects against whoever gets the file without the keys (a synchronised folder, a file sent for help), not against programs
/// that run as the owner. One process writes to a home at a time; safe for use by many threads.
/// </summary>
public sealed class SecretFileStore : ISecretStore
{
    private readonly string _home;
    private readonly Lock _lock = new();
    private readonly Lazy<IDataProtectionProvider> _protection;
    private ImmutableSortedDictionary<string, string>? _stored;

    /// <summary>Over a home; touches nothing yet.</summary>
    public SecretFileStore(string home)
    {
        _home = home;
        _protection = new Lazy<IDataProtectionProvider>(() => Keyring.Open(home));
    }

    /// <inheritdoc />
    public Secret? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? cipher;
        lock (_lock)
        {
            cipher = Load().GetValueOrDefault(name);
        }

        if (cipher is null)
        {
            return null;
        }

        try
        {
            return new Secret(For(name).Unprotect(cipher));
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new InvalidDataException(
                $"The secret '{name}' cannot be decrypted: the keys in {HomeFiles.Keys(_home)} are not those it was stored with. "
                    + "Put the keys back from a backup, or enter the secret again.",
                failure
            );
        }
    }

    /// <inheritdoc />
    public void Put(string name, Secret secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(secret);
        var cipher = For(name).Protect(secret.Reveal());
        lock (_lock)
        {
            Save(Load().SetItem(name, cipher));
        }
    }

    /// <inheritdoc />
    public void Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            var stored = Load();
            if (stored.ContainsKey(name))
            {
                Save(stored.Remove(name));
            }
        }
    }

    /// <summary>The name is part of the encryption: a secret moved to another name does not open there.</summary>
    private IDataProtector For(string name) => _protection.Value.CreateProtector("meshclaw.secret.1", name);

    private ImmutableSortedDictionary<string, string> Load()
    {
        if (_stored is not null)
        {
            return _stored;
        }

        var file = HomeFiles.Secrets(_home);
        if (!File.Exists(file))
        {
            return _stored = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), SecretJson.Default.SecretFile);
            return _stored = read is { Format: 1 }
                ? read.Secrets.ToImmutableSortedDictionary(StringComparer.Ordinal)
                : throw new InvalidDataException($"{file} is of a format that this version does not read.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{file} cannot be read: put it back from a backup.", failure);
        }
    }

    private void Save(ImmutableSortedDictionary<string, string> secrets)
    {
        HomeFiles.CreatePrivate(_home);
        PrivateFile.Write(
            HomeFiles.Secrets(_home),
            stream => JsonSerializer.Serialize(stream, new SecretFile(1, secrets), SecretJson.Default.SecretFile)
        );
        _stored = secrets;
    }
}

/// <summary>The file: names and what is encrypted.</summary>
internal sealed record SecretFile(int Format, IReadOnlyDictionary<string, string> Secrets);

/// <summary>JSON of the file of secrets.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(SecretFile))]
internal sealed partial class SecretJson : JsonSerializerContext;

/// <summary>A type of its own, so that the libraries are loaded when a secret is first used.</summary>
internal static class Keyring
{
    public static IDataProtectionProvider Open(string home)
    {
        var keys = HomeFiles.Keys(home);
        HomeFiles.CreatePrivate(home);
        HomeFiles.CreatePrivate(keys);
        return DataProtectionProvider.Create(new DirectoryInfo(keys), b => b.SetApplicationName("meshclaw"));
    }
}
