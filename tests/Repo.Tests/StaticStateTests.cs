using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Lfs.Tests;

/// <summary>No static mutable state: two devices of a process share nothing that changes.</summary>
public class StaticStateTests
{
    /// <summary>Static fields of a type that can change, and why theirs does not.</summary>
    static readonly Dictionary<string, string> MayChange = new()
    {
        ["Lfs.Runtime.Core.HostStack._lowest"] = "a thread finds its own stack there, which does not move",
        ["Lfs.Runtime.Lib.IoLib`1._closed"] = "a closed file without a stream: nothing that changes a file is let through",
        ["Lfs.Runtime.Lib.Libraries`1._device"] = "a firmware is laid out by its constructor and only read afterwards",
        ["Lfs.Runtime.Lib.Libraries`1._host"] = "the same",
        ["Lfs.Runtime.Lib.Libraries`1._compiler"] = "the same",
    };

    /// <summary>Classes of .NET that do not change once they are made, or that only guard.</summary>
    static readonly string[] Unchanging =
    [
        "String", "Object", "System.Type", "System.Text.UTF8Encoding", "System.Text.Encoding", "System.Version",
        "System.Globalization.CultureInfo", "System.Lazy`1", "System.Text.RegularExpressions.Regex",
        "System.Buffers.SearchValues`1", "Microsoft.CodeAnalysis.DiagnosticDescriptor",
    ];

    /// <summary>Calls that change the array or the collection they are made on.</summary>
    static readonly HashSet<string> Changing =
    [
        "Add", "AddRange", "Clear", "Enqueue", "Fill", "GetOrAdd", "Insert", "Push", "Remove", "RemoveAt", "RemoveAll",
        "Reverse", "SetValue", "Sort", "TryAdd", "TryRemove", "UnionWith", "set_Item", "set_Capacity", "Initialize",
    ];

    [Fact]
    public void Static_fields_are_readonly() => Check(
        from row in StaticFields()
        where (row.Attributes & FieldAttributes.InitOnly) == 0
        select $"{row.Place} is static and not readonly: make it readonly, or a field of the object that owns it.");

    [Fact]
    public void Static_fields_hold_what_does_not_change()
    {
        HashSet<string> mutable = MutableTypes();
        Assert.Empty(MayChange.Keys.Except(StaticFields().Select(row => row.Member.ToString())));
        Check(
            from row in StaticFields()
            let type = row.Member.Signature
            where !MayChange.ContainsKey(row.Member.ToString())
            where !IsArrayOrCollection(type) && IsMutable(type, mutable)
            select $"{row.Place} holds a {type}, which can change: make the fields of the type readonly, or give "
                + "each owner its own.");
    }

    [Fact]
    public void Static_arrays_and_collections_are_not_written_to()
    {
        List<string> wrong = [];
        HashSet<Member> fields = [.. StaticFields().Select(row => row.Member)];
        Dictionary<Member, Member> getters = Getters(fields);
        foreach (ProductAssembly assembly in ProductAssembly.Newest)
        {
            foreach (MethodDefinitionHandle method in assembly.Reader.MethodDefinitions)
            {
                if (assembly.Resolve(method)!.Name == ".cctor")
                    continue;
                wrong.AddRange(Written(assembly, method, fields, getters)
                    .Select(field => $"{assembly.Describe(method)} writes to what the static {field} holds: "
                        + "a static array or collection is filled once, where it is declared."));
            }
        }

        Check(wrong);
    }

    /// <summary>Follows the values of static fields over the stack and the locals of a method, as far as they are
    /// written to in the order of the code.</summary>
    static IEnumerable<Member> Written(
        ProductAssembly assembly, MethodDefinitionHandle method, HashSet<Member> fields,
        Dictionary<Member, Member> getters)
    {
        Stack<Member?> stack = new();
        Dictionary<int, Member?> locals = [];
        foreach (Instruction i in assembly.Instructions(method))
        {
            Member? named = i.Member.IsNil ? null : assembly.Resolve(i.Member);
            string name = i.Code.Name!;
            if (LocalOf(i) is { } local)
            {
                if (name.StartsWith("st", StringComparison.Ordinal))
                    locals[local] = Pop();
                else
                    stack.Push(locals.GetValueOrDefault(local));
            }
            else if (name is "ldsfld" or "ldsflda")
            {
                stack.Push(fields.Contains(named!) ? named : null);
            }
            else if (i.Code == OpCodes.Dup)
            {
                stack.Push(stack.TryPeek(out Member? top) ? top : null);
            }
            else if (i.Code.FlowControl == FlowControl.Call && named != null)
            {
                Member?[] arguments = [.. Enumerable.Range(0, CountOf(i.Code, named)).Select(_ => Pop()).Reverse()];
                Member? first = arguments.FirstOrDefault();
                if (first != null && Changing.Contains(named.Name) && named.Assembly == "")
                    yield return first;
                bool isSpan = named.Name is "op_Implicit" or "AsSpan" or "Slice" or ".ctor"
                    && (named.Signature + named.Type).Contains("System.Span`1", StringComparison.Ordinal);
                bool isCell = named is { Name: "get_Item", Type: "System.Span`1" };
                if (getters.TryGetValue(named, out Member? field))
                    stack.Push(field);
                else if (i.Code == OpCodes.Newobj || !named.Signature.EndsWith("-> Void", StringComparison.Ordinal))
                    stack.Push(isSpan || isCell ? first : null);
            }
            else
            {
                Member?[] taken = [.. Enumerable.Range(0, Pops(i.Code)).Select(_ => Pop()).Reverse()];
                bool isStore = name.StartsWith("stelem", StringComparison.Ordinal)
                    || name.StartsWith("stind", StringComparison.Ordinal) || name is "stfld" or "stobj";
                if (isStore && taken.FirstOrDefault() is { } target)
                    yield return target;
                bool leadsOn = name is "ldelema" or "ldelem.ref" or "ldflda";
                for (int n = Pushes(i.Code); n > 0; n--)
                    stack.Push(leadsOn ? taken.FirstOrDefault() : null);
                if (i.Code.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                    stack.Clear();
            }
        }

        Member? Pop() => stack.TryPop(out Member? value) ? value : null;
    }

    /// <summary>The number of the local that an instruction loads or stores.</summary>
    static int? LocalOf(Instruction i)
    {
        string name = i.Code.Name!;
        if (!name.StartsWith("ldloc", StringComparison.Ordinal) && !name.StartsWith("stloc", StringComparison.Ordinal))
            return null;
        return char.IsAsciiDigit(name[^1]) ? name[^1] - '0' : i.Operand;
    }

    static int CountOf(OpCode code, Member called) => called.Arguments - (code == OpCodes.Newobj ? 1 : 0);

    static int Pops(OpCode code) => code.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 or StackBehaviour.Varpop => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1
            or StackBehaviour.Popref_popi => 2,
        _ => 3,
    };

    static int Pushes(OpCode code) => code.StackBehaviourPush switch
    {
        StackBehaviour.Push0 or StackBehaviour.Varpush => 0,
        StackBehaviour.Push1_push1 => 2,
        _ => 1,
    };

    /// <summary>Methods that do nothing but return a static field.</summary>
    static Dictionary<Member, Member> Getters(HashSet<Member> fields)
    {
        Dictionary<Member, Member> getters = [];
        foreach (ProductAssembly assembly in ProductAssembly.Newest)
        {
            foreach (MethodDefinitionHandle method in assembly.Reader.MethodDefinitions)
            {
                if (assembly.Instructions(method).ToList() is [{ } load, { } done]
                    && load.Code == OpCodes.Ldsfld && done.Code == OpCodes.Ret
                    && assembly.Resolve(load.Member) is { } field && fields.Contains(field))
                {
                    getters[assembly.Resolve(method)!] = field;
                }
            }
        }
        return getters;
    }

    static bool IsArrayOrCollection(string type) =>
        type.EndsWith("[]", StringComparison.Ordinal) || type.EndsWith("[,]", StringComparison.Ordinal)
        || type.StartsWith("System.Collections.", StringComparison.Ordinal);

    static bool IsMutable(string type, HashSet<string> mutable)
    {
        string name = type.Split('<')[0];
        return mutable.Contains(name)
            || (!IsOurs(name) && !name.StartsWith("System.Func", StringComparison.Ordinal)
                && !name.StartsWith("System.Action", StringComparison.Ordinal)
                && name.Contains('.', StringComparison.Ordinal) && !Unchanging.Contains(name));
    }

    static bool IsOurs(string type) =>
        type.StartsWith("Lfs.", StringComparison.Ordinal) || type.StartsWith("Esp8266.", StringComparison.Ordinal);

    /// <summary>Our classes with a field of the object that can be assigned to.</summary>
    /// <remarks>The value of an enum is a field; a static struct is as readonly as the field that holds it.</remarks>
    static HashSet<string> MutableTypes() => [..
        from assembly in ProductAssembly.Newest
        from type in assembly.Types
        let definition = assembly.Reader.GetTypeDefinition(type)
        where definition.BaseType.IsNil || assembly.NameOf(definition.BaseType) is not ("System.Enum" or "System.ValueType")
        from field in definition.GetFields()
        let attributes = assembly.Reader.GetFieldDefinition(field).Attributes
        where (attributes & (FieldAttributes.Static | FieldAttributes.InitOnly)) == 0
        select assembly.NameOf(type)];

    /// <summary>All but the caches of the compiler, such as those of lambdas.</summary>
    static IEnumerable<(Member Member, FieldAttributes Attributes, string Place)> StaticFields() =>
        from assembly in ProductAssembly.Newest
        from type in assembly.Types
        where !assembly.NameOf(type).Contains('<', StringComparison.Ordinal)
        from field in assembly.Reader.GetTypeDefinition(type).GetFields()
        let attributes = assembly.Reader.GetFieldDefinition(field).Attributes
        where (attributes & FieldAttributes.Static) != 0 && (attributes & FieldAttributes.Literal) == 0
        let member = assembly.Resolve(field)!
        select (member, attributes, assembly.Describe(field));

    /// <summary>All that is wrong, and not just the first few.</summary>
    static void Check(IEnumerable<string> wrong) =>
        Assert.True(!wrong.Any(), string.Join('\n', wrong.Distinct().Order(StringComparer.Ordinal)));
}
