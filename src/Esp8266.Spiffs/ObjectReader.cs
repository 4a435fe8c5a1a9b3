namespace Esp8266.Spiffs;

/// <summary>Reads the content of objects.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c, <c>spiffs_object_read</c>.</remarks>
sealed class ObjectReader(Volume volume, ObjectIndexes indexes)
{
    /// <summary>Reads from a place on.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="target">Receives the bytes, of which the file has as many; with an error a part of
    /// them.</param>
    public SpiffsError Read(Descriptor file, uint offset, Span<byte> target)
    {
        int count = 0;
        int loaded = -1;
        ushort dataSpan = (ushort)(offset / Layout.DataBytes);
        while (count < target.Length)
        {
            uint at = offset + (uint)count;
            ushort indexSpan = Layout.IndexSpanOf(dataSpan);
            if (indexSpan != loaded)
            {
                SpiffsError missing = indexes.Load(file, indexSpan, out _);
                if (missing != SpiffsError.None)
                    return missing;
                loaded = indexSpan;
            }

            ushort page = new IndexPage(volume.Work).PageOf(dataSpan);
            int place = (int)(at % Layout.DataBytes);
            uint left = Math.Min((uint)(target.Length - count), file.Size - at);
            int bytes = (int)Math.Min(left, (uint)(Layout.DataBytes - place));
            if (bytes == 0)
                return SpiffsError.EndOfObject;
            SpiffsError error = volume.CheckData(page, dataSpan);
            if (error != SpiffsError.None)
                return error;
            uint address = volume.Layout.AddressOf(page) + (uint)(PageHeader.Bytes + place);
            volume.Cache.Read(address, target.Slice(count, bytes));
            count += bytes;
            dataSpan++;
        }

        return SpiffsError.None;
    }
}
