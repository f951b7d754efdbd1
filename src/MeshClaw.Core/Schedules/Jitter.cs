using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Policy;

namespace MeshClaw.Core.Schedules;

/// <summary>
/// By how much one start is put off, so that many gateways do not come to one server in the same second. The same for the same place,
/// agent and time, whenever it is asked: a restart does not throw the dice again.
/// </summary>
internal static class Jitter
{
    /// <summary>Whole seconds from zero to the most, both included; evenly spread over places, agents and times.</summary>
    /// <param name="place">What tells this gateway from all others: the device and the home's path.</param>
    /// <param name="agent">Whose start.</param>
    /// <param name="due">When it is due.</param>
    /// <param name="most">The most.</param>
    public static TimeSpan Of(string place, AgentName agent, DateTimeOffset due, TimeSpan most)
    {
        var seconds = (ulong)most.TotalSeconds;
        if (seconds == 0)
        {
            return TimeSpan.Zero;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{place}\n{agent}\n{due.UtcTicks}");
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return TimeSpan.FromSeconds(hash % (seconds + 1));
    }
}
