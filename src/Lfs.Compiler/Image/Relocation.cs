using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Lfs.Compiler.Image;

/// <summary>
/// Finds the words of a record that are pointers. They follow from the types of its fields, so
/// there is no list to maintain.
/// </summary>
/// <typeparam name="T">One of the records of <c>Records.cs</c>.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "The type argument is the question.")]
public static class Relocation<
#if NET
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)]
#endif
T> where T : unmanaged
{
    /// <summary>The size of the record in words.</summary>
    public static int Words { get; } = Marshal.SizeOf<T>() / LfsImage.WordBytes;

    /// <summary>Bit i is set when word i is a <see cref="FlashAddr"/>.</summary>
    public static uint Mask { get; } = FindMask();

    static uint FindMask()
    {
        Debug.Assert(Words <= 32, "The mask has a bit for each word of a record.");
        uint mask = 0;
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.FieldType == typeof(FlashAddr))
                mask |= 1u << ((int)Marshal.OffsetOf<T>(field.Name) / LfsImage.WordBytes);
        }
        return mask;
    }
}
