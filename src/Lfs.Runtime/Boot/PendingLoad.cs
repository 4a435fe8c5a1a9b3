using System.Text;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Boot;

/// <summary>
/// 5.3: loads the image that a program has asked for before it restarted. The request is deleted only when
/// the load is complete or refused, so that a power failure loses neither.
/// </summary>
/// <remarks>Source: lua53/lnodemcu.c, <c>luaN_init</c>. The reference deletes the request and erases the
/// region before it looks at the file.</remarks>
/// <param name="device">The device, just reset.</param>
/// <param name="loader">The loader.</param>
sealed class PendingLoad(Device device, ImageLoader loader)
{
    /// <summary>Loads the image, if a program has asked for one.</summary>
    /// <param name="uart">Gets the message if it is refused.</param>
    /// <returns>True if a new image is in flash.</returns>
    /// <exception cref="Esp8266.Flash.PowerLoss">The power failed. The request remains.</exception>
    public bool TryRun(TextWriter uart)
    {
        if (device.RebootConfig.Read(RebootRecord.LfsImage) is not { } record)
            return false;
        string? refusal = Load(NameIn(record));
        device.RebootConfig.Delete(RebootRecord.LfsImage);
        if (refusal is not null)
            uart.Write($"{refusal}\n");
        return refusal is null;
    }

    static string NameIn(byte[] record)
    {
        int end = Array.IndexOf(record, (byte)0);
        return Encoding.Latin1.GetString(record, 0, end < 0 ? record.Length : end);
    }

    string? Load(string name)
    {
        try
        {
            return LoadFile(name);
        }
        catch (HostFailure failure)
        {
            return $"cannot open {name}: {failure.Message}";
        }
    }

    string? LoadFile(string name)
    {
        using Stream? stream = device.Files.Open(name);
        if (stream is null)
            return $"cannot open {name}";
        if (loader.Region.Bytes == 0)
            return "No LFS partition allocated";
        if (stream.Length > ImageLimits.MaxRegionBytes)
            return ImageLoader.TooBig;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        LoadMemory memory = new(device.Machine.Heap);
        return loader.Check53(file, memory.Suffices, out LfsImage? image)
            ?? (loader.TryLoad(image!.Region) ? null : "LFS image could not be written to flash");
    }
}
