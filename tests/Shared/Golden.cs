using System.Runtime.CompilerServices;
using System.Text;

namespace Lfs.Tests;

/// <summary>Compares text with an approved file, named as Verify names its files.</summary>
/// <remarks>
/// The file lies beside the test: <c>Class.Test.verified.txt</c>. On a difference the new text is left as
/// <c>Class.Test.received.txt</c>; with <c>UPDATE_GOLDEN=1</c> in the environment it becomes the approved
/// one.
/// </remarks>
static class Golden
{
    /// <summary>Checks a text.</summary>
    /// <param name="testClass">
    /// The class of the test; its assembly is named as its folder in <c>tests</c>.
    /// </param>
    /// <param name="received">The text; its line ends do not matter.</param>
    /// <param name="extension">Of the file, without a dot.</param>
    /// <param name="part">Tells apart the texts of one test; empty if there is one.</param>
    /// <param name="test">The name of the test; filled in by the compiler.</param>
    public static void Check(
        Type testClass, string received, string extension = "txt", string part = "",
        [CallerMemberName] string test = "")
    {
        string folder = Repo.PathOf("tests/" + testClass.Assembly.GetName().Name);
        string name = Path.Combine(folder, $"{testClass.Name}.{test}{(part.Length == 0 ? "" : "#" + part)}");
        string approvedFile = $"{name}.verified.{extension}";
        string receivedFile = $"{name}.received.{extension}";
        string text = received.Replace("\r\n", "\n");
        string approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile) : "";
        approved = approved.Replace("\r\n", "\n");
        if (text == approved)
        {
            File.Delete(receivedFile);
            return;
        }

        bool isUpdate = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";
        File.WriteAllText(isUpdate ? approvedFile : receivedFile, text, new UTF8Encoding(false));
        if (!isUpdate)
            Assert.Equal(approved, text);
    }
}
