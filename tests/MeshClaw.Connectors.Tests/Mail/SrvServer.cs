using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>A DNS server on loopback (UDP) that knows SRV records and nothing else.</summary>
internal sealed class SrvServer : IAsyncDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Dictionary<string, (ushort Priority, ushort Weight, ushort Port, string Target)[]> _services;
    private readonly Task _work;

    public SrvServer(Dictionary<string, (ushort Priority, ushort Weight, ushort Port, string Target)[]> services)
    {
        _services = services;
        _work = ServeAsync();
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port; // Bound above.

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _work;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint);
            }
        }
        catch (Exception over) when (over is ObjectDisposedException or SocketException)
        {
            // Stopped.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var labels = new List<string>();
        var end = 12;
        while (query[end] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, end + 1, query[end]));
            end += query[end] + 1;
        }

        end += 5; // The root label, type and class.
        var records = _services.GetValueOrDefault(string.Join('.', labels).ToLowerInvariant(), []);
        var answer = new List<byte>(query[..end]);
        answer[2] = 0x81; // A response.
        answer[3] = (byte)(records.Length == 0 ? 0x83 : 0x80); // NXDOMAIN where there is none.
        (answer[6], answer[7]) = (0, (byte)records.Length);
        (answer[8], answer[9], answer[10], answer[11]) = (0, 0, 0, 0);
        foreach (var (priority, weight, port, target) in records)
        {
            var data = new List<byte>();
            Add(data, priority, weight, port);
            foreach (var label in target.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                data.Add((byte)label.Length);
                data.AddRange(Encoding.ASCII.GetBytes(label));
            }

            data.Add(0);
            Add(answer, 0xC00C, 33, 1, 0, 60, (ushort)data.Count); // The question's name, SRV, IN, a minute.
            answer.AddRange(data);
        }

        return [.. answer];
    }

    private static void Add(List<byte> bytes, params ushort[] numbers)
    {
        Span<byte> two = stackalloc byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16BigEndian(two, number);
            bytes.AddRange(two);
        }
    }
}
