namespace MeshClaw.Core.Secrets;

/// <summary>A value that must not be seen: it prints as <c>***</c> in logs, errors and debuggers.</summary>
public sealed class Secret(string value)
{
    /// <summary>The value itself, for the one place that hands it to its service.</summary>
    public string Reveal() => value;

    /// <inheritdoc />
    public override string ToString() => "***";
}

/// <summary>Secrets by name (<c>mail/work/password</c>), encrypted at rest.</summary>
public interface ISecretStore
{
    /// <summary>The secret, or null where there is none. A secret that cannot be decrypted is an <see cref="InvalidDataException"/>.</summary>
    Secret? Find(string name);

    /// <summary>Stores or replaces.</summary>
    void Put(string name, Secret secret);

    /// <summary>Removes; nothing happens where there is none.</summary>
    void Remove(string name);
}
